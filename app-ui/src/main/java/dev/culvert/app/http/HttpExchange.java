package dev.culvert.app.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A request and its answer, as they crossed this computer.
 *
 * @param number from 1, in the order of requests
 * @param at when the request's first byte came
 * @param connection whose connection it was
 * @param answer empty while there is none
 * @param firstByte from the request's first byte to the answer's
 * @param took from the request's first byte to the answer's last
 */
public record HttpExchange(
    long number,
    Instant at,
    Connection connection,
    HttpMessage request,
    Optional<HttpMessage> answer,
    Optional<Duration> firstByte,
    Optional<Duration> took,
    Set<Remark> remarks) {

  public HttpExchange {
    remarks = Set.copyOf(remarks);
  }

  /**
   * The connection an exchange was seen on.
   *
   * @param client who asked, {@code 10.96.0.9:41234}
   * @param server who was asked
   * @param flow the flow's number; 0 for a request that an attachment brought, and when not known
   * @param attachment the attachment that brought it; empty for a flow
   */
  public record Connection(String client, String server, long flow, String attachment) {}

  /** What is to be known beside what was read. */
  public enum Remark {
    /** Reading began in the middle of the connection, at what looked like a request. */
    JOINED,
    /** Bytes crossed unseen; what stands here is what was seen. */
    MISSED,
    /** The connection ended before the answer did. */
    CUT,
    /** The connection then spoke something else, as WebSocket. */
    UPGRADED
  }

  /** {@code GET}. */
  public String method() {
    return request.word(0);
  }

  /** What was asked for, with its query. */
  public String path() {
    return request.word(1);
  }

  /** The status code; 0 while there is no answer. */
  public int status() {
    return answer.map(message -> HttpLines.status(message.startLine())).orElse(0);
  }

  /** How a call of gRPC ended, as a number: 0 is well; empty of anything else, and before. */
  public Optional<Integer> grpcStatus() {
    return answer
        .flatMap(message -> message.header("grpc-status"))
        .filter(said -> said.matches("[0-9]{1,3}"))
        .map(Integer::parseInt);
  }

  /** The host as the request names it, else the server's address. */
  public String host() {
    return request.header("Host").filter(host -> !host.isBlank()).orElse(connection.server());
  }
}
