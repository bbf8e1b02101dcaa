package dev.culvert.helper.cluster;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An HTTP/1.1 answer (RFC 9112), read from a connection that is used once.
 *
 * @param headers by lower-case name; of several, the last
 */
record HttpReply(int status, Map<String, String> headers, String body) {
  private static final int MAX_LINE = 64 * 1024;
  private static final int MAX_BODY = 16 * 1024 * 1024;

  /** Reads it whole. */
  static HttpReply read(InputStream in) throws IOException {
    HttpReply head = readHead(in);
    byte[] body;
    if (head.headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .contains("chunked")) {
      body = chunked(in);
    } else if (head.headers.containsKey("content-length")) {
      body = exactly(in, number(head.headers.getOrDefault("content-length", "0"), 10));
    } else {
      body = in.readNBytes(MAX_BODY);
    }
    return new HttpReply(head.status, head.headers, new String(body, StandardCharsets.UTF_8));
  }

  /** Reads status and headers only: the answer to CONNECT. */
  static HttpReply readHead(InputStream in) throws IOException {
    String status = line(in);
    String[] parts = status.split(" ", 3);
    if (!status.startsWith("HTTP/1.") || parts.length < 2) {
      throw new IOException("what answers does not speak HTTP/1.1: \"" + printable(status) + "\"");
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
      }
    }
    return new HttpReply(number(parts[1], 10), headers, "");
  }

  private static byte[] chunked(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      String size = line(in);
      int end = size.indexOf(';');
      int length = number((end < 0 ? size : size.substring(0, end)).trim(), 16);
      if (length == 0) {
        return all.toByteArray();
      }
      all.writeBytes(exactly(in, length));
      if (all.size() > MAX_BODY) {
        throw new IOException("the answer is larger than " + MAX_BODY + " bytes");
      }
      line(in);
    }
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    if (length > MAX_BODY) {
      throw new IOException("the answer is larger than " + MAX_BODY + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer was cut off after " + bytes.length + " bytes");
    }
    return bytes;
  }

  private static int number(String text, int radix) throws IOException {
    try {
      int value = Integer.parseInt(text, radix);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IOException("not a number in the answer: \"" + printable(text) + "\"", e);
    }
    throw new IOException("a negative number in the answer: " + text);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(80);
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the connection was closed before an answer came");
      }
      if (b == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(b);
      if (line.size() > MAX_LINE) {
        throw new IOException("a line of the answer is longer than " + MAX_LINE + " bytes");
      }
    }
  }

  private static String printable(String text) {
    String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
    return clean.length() > 60 ? clean.substring(0, 60) + "…" : clean;
  }
}
