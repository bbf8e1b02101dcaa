package dev.culvert.app.capture;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The chunked transfer coding (RFC 9112 section 7.1).
 *
 * @param body without the coding
 * @param end behind the trailer's empty line
 */
record HttpChunks(byte[] body, int end) {

  /** Reads from the first chunk's size on; empty when the last chunk is not there yet. */
  static Optional<HttpChunks> read(byte[] bytes, int from) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = from;
    while (true) {
      int line = lineEnd(bytes, at);
      if (line < 0) {
        return Optional.empty();
      }
      int size = size(new String(bytes, at, line - at, StandardCharsets.ISO_8859_1));
      at = line + 1;
      if (size < 0 || size > bytes.length - at) {
        return Optional.empty();
      }
      if (size == 0) {
        return trailer(bytes, at).map(end -> new HttpChunks(body.toByteArray(), end));
      }
      body.write(bytes, at, size);
      at = lineEnd(bytes, at + size) + 1;
      if (at == 0) {
        return Optional.empty();
      }
    }
  }

  private static Optional<Integer> trailer(byte[] bytes, int from) {
    int at = from;
    while (true) {
      int line = lineEnd(bytes, at);
      if (line < 0) {
        return Optional.empty();
      }
      boolean empty = line == at || line == at + 1 && bytes[at] == '\r';
      at = line + 1;
      if (empty) {
        return Optional.of(at);
      }
    }
  }

  private static int size(String line) {
    int semicolon = line.indexOf(';');
    String hex = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    try {
      return hex.isEmpty() || hex.length() > 7 ? -1 : Integer.parseInt(hex, 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static int lineEnd(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
