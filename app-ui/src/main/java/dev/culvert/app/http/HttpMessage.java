package dev.culvert.app.http;

import java.util.List;
import java.util.Optional;

/**
 * A request or an answer, as far as it was seen.
 *
 * @param startLine the request line or the status line
 * @param body its first bytes, without transfer coding; nobody changes them
 * @param bodyLength of all of it that came so far, kept or not, without transfer coding
 * @param missed bytes of the body that crossed the device unseen
 * @param whole whether its end was seen
 */
public record HttpMessage(
    String startLine,
    List<HttpHeader> headers,
    byte[] body,
    long bodyLength,
    long missed,
    boolean whole) {

  public HttpMessage {
    headers = List.copyOf(headers);
  }

  /** The first field of this name, whatever its case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(HttpHeader::value)
        .findFirst();
  }

  /** Whether all of it is here, so that it can be said again. */
  public boolean complete() {
    return whole && missed == 0 && body.length == bodyLength;
  }

  /** The n-th word of the first line; empty when there is none. */
  String word(int index) {
    String[] words = startLine.split(" ", 3);
    return index < words.length ? words[index] : "";
  }
}
