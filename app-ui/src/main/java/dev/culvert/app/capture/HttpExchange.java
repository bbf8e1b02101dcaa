package dev.culvert.app.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A request and its answer, as they crossed the device.
 *
 * @param number from 1, in the order of requests
 * @param server the cluster's end, {@code 10.96.41.7:8080}
 * @param flow the flow it belongs to; 0 when none is known
 * @param answer empty while there is none
 * @param took from the request's first packet to the answer's last one; empty without an answer
 */
public record HttpExchange(
    long number,
    Instant at,
    String server,
    long flow,
    HttpMessage request,
    Optional<HttpMessage> answer,
    Optional<Duration> took) {

  /** {@code GET}. */
  public String method() {
    return part(request.startLine(), 0);
  }

  /** What was asked for, with its query. */
  public String path() {
    return part(request.startLine(), 1);
  }

  /** The status code; 0 while there is no answer. */
  public int status() {
    return answer
        .map(message -> part(message.startLine(), 1))
        .filter(code -> code.matches("[0-9]{3}"))
        .map(Integer::parseInt)
        .orElse(0);
  }

  /** The host as the request names it, else the server's address. */
  public String host() {
    return request.header("Host").filter(host -> !host.isBlank()).orElse(server);
  }

  private static String part(String line, int index) {
    String[] parts = line.split(" ", 3);
    return index < parts.length ? parts[index] : "";
  }
}
