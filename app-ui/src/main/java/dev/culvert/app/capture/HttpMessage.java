package dev.culvert.app.capture;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One HTTP/1.1 message (RFC 9112) as it was said.
 *
 * @param startLine the request line or the status line
 * @param headers in order, names as they were sent
 * @param body as far as it was kept, without transfer coding
 * @param bodyLength of all of it, kept or not
 * @param length bytes of the message in its stream
 */
public record HttpMessage(
    String startLine, List<Header> headers, byte[] body, long bodyLength, int length) {
  private static final int LONGEST_HEAD = 64 * 1024;

  public HttpMessage {
    headers = List.copyOf(headers);
  }

  /** A field. */
  public record Header(String name, String value) {}

  /** The first field of this name, whatever its case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name.equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /**
   * Reads the message that begins here.
   *
   * @param toEnd whether a body without a length goes to the end of the stream: of answers only
   * @param bodiless whether there is none whatever the head says: the answer to HEAD, 204, 304
   * @return empty when it is not all there yet, or is no HTTP
   */
  static Optional<HttpMessage> read(byte[] bytes, int from, boolean toEnd, boolean bodiless) {
    int end = headEnd(bytes, from);
    if (end < 0) {
      return Optional.empty();
    }
    String[] lines =
        new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
    if (!lines[0].contains("HTTP/1.")) {
      return Optional.empty();
    }
    List<Header> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.add(
            new Header(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
      }
    }
    HttpMessage head = new HttpMessage(lines[0], headers, new byte[0], 0, 0);
    int start = end + separator(bytes, end);
    if (bodiless) {
      return Optional.of(head.with(new byte[0], start - from));
    }
    boolean chunked =
        head.header("Transfer-Encoding")
            .map(v -> v.toLowerCase(Locale.ROOT).endsWith("chunked"))
            .orElse(false);
    if (chunked) {
      return HttpChunks.read(bytes, start)
          .map(chunks -> head.with(chunks.body(), chunks.end() - from));
    }
    Optional<Long> length = head.header("Content-Length").flatMap(HttpMessage::number);
    if (length.isPresent()) {
      long stop = start + length.orElseThrow();
      return stop > bytes.length
          ? Optional.empty()
          : Optional.of(head.with(slice(bytes, start, (int) stop), (int) stop - from));
    }
    return Optional.of(
        toEnd
            ? head.with(slice(bytes, start, bytes.length), bytes.length - from)
            : head.with(new byte[0], start - from));
  }

  private HttpMessage with(byte[] content, int whole) {
    return new HttpMessage(startLine, headers, content, content.length, whole);
  }

  private static Optional<Long> number(String text) {
    try {
      long number = Long.parseLong(text.strip());
      return number < 0 ? Optional.empty() : Optional.of(number);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Where the head's last line ends; -1 when the head is not all there, or too long. */
  private static int headEnd(byte[] bytes, int from) {
    int last = Math.min(bytes.length, from + LONGEST_HEAD);
    for (int i = from; i + 1 < last; i++) {
      if (bytes[i] == '\n' && (bytes[i + 1] == '\n' || bytes[i + 1] == '\r')) {
        boolean whole = bytes[i + 1] == '\n' || i + 2 < bytes.length && bytes[i + 2] == '\n';
        return whole ? (i > from && bytes[i - 1] == '\r' ? i - 1 : i) : -1;
      }
    }
    return -1;
  }

  /** The line's end and the empty line behind it. */
  private static int separator(byte[] bytes, int end) {
    int at = end;
    for (int lines = 0; lines < 2; lines++) {
      at += bytes[at] == '\r' ? 2 : 1;
    }
    return at - end;
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    byte[] slice = new byte[to - from];
    System.arraycopy(bytes, from, slice, 0, slice.length);
    return slice;
  }
}
