package dev.culvert.manager.dial;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.Failure.Cause;
import io.netty.channel.ConnectTimeoutException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the operating system's answer to a connect or a send means, in words for people. Netty's own
 * sockets and the JDK's say the same things in different classes, some without any text, so the
 * class decides first and then the text of errno (strerror of Linux, macOS).
 */
public final class DialFailures {
  private static final String HOST_UNREACHABLE = "no route to %s: host unreachable";

  /** In this order: "network is unreachable" says more than "unreachable". */
  private static final List<Meaning> OPENING =
      List.of(
          new Meaning("refused", Cause.REFUSED, "%s answered: connection refused"),
          new Meaning("timed out", Cause.TIMED_OUT, "%s did not answer: connection timed out"),
          new Meaning(
              "too many open files",
              Cause.EXHAUSTED,
              "the manager has no file descriptor left to dial %s"),
          new Meaning(
              "cannot assign requested address",
              Cause.EXHAUSTED,
              "the manager has no local port left to dial %s"),
          new Meaning("no buffer space", Cause.EXHAUSTED, "the manager has no memory to dial %s"),
          new Meaning(
              "cannot allocate memory", Cause.EXHAUSTED, "the manager has no memory to dial %s"),
          new Meaning(
              "network is unreachable",
              Cause.UNREACHABLE,
              "no route to %s: the manager's network has none"),
          new Meaning("unreachable", Cause.UNREACHABLE, HOST_UNREACHABLE),
          new Meaning("no route", Cause.UNREACHABLE, HOST_UNREACHABLE),
          new Meaning(
              "not permitted",
              Cause.UNREACHABLE,
              "the manager may not send to %s: its node does not permit it"),
          new Meaning(
              "permission denied",
              Cause.UNREACHABLE,
              "the manager may not send to %s: its node does not permit it"),
          new Meaning(
              "address family not supported",
              Cause.UNREACHABLE,
              "no route to %s: the manager's node has no such addresses"),
          // Accepted and reset within the handshake's window: to the program the same as refused.
          new Meaning("reset", Cause.REFUSED, "%s reset the connection while it was being opened"));

  private static final List<Meaning> OPEN =
      List.of(
          new Meaning("reset", Cause.RESET, "%s reset the connection"),
          new Meaning("broken pipe", Cause.RESET, "%s reset the connection: it takes no more data"),
          new Meaning("timed out", Cause.RESET, "%s stopped answering: connection timed out"),
          new Meaning("unreachable", Cause.RESET, "no route to %s any more: host unreachable"),
          new Meaning("no route", Cause.RESET, "no route to %s any more: host unreachable"));

  private DialFailures() {}

  /**
   * What a text of errno means.
   *
   * @param text a part of it, in lower case
   * @param words with %s for the destination
   */
  private record Meaning(String text, Cause cause, String words) {
    Failure of(Endpoint destination) {
      return new Failure(cause, String.format(Locale.ROOT, words, destination));
    }
  }

  /** A connection that did not come about, or datagrams that did not arrive. */
  public static Failure ofConnect(Throwable cause, Endpoint destination, Duration timeout) {
    return switch (cause) {
      case ConnectTimeoutException _ ->
          new Failure(
              Cause.TIMED_OUT,
              destination + " did not answer within " + timeout.toSeconds() + " s");
      // Netty throws these two without a text.
      case NoRouteToHostException _ ->
          new Failure(Cause.UNREACHABLE, String.format(Locale.ROOT, HOST_UNREACHABLE, destination));
      case PortUnreachableException _ ->
          new Failure(Cause.REFUSED, destination + " answered: port unreachable, nobody listens");
      default -> meaning(OPENING, cause, destination, Cause.UNREACHABLE);
    };
  }

  /** An established connection that broke. */
  public static Failure ofBroken(Throwable cause, Endpoint destination) {
    return cause instanceof ClosedChannelException
        ? new Failure(Cause.RESET, destination + " reset the connection: it takes no more data")
        : meaning(OPEN, cause, destination, Cause.RESET);
  }

  private static Failure meaning(
      List<Meaning> known, Throwable cause, Endpoint destination, Cause otherwise) {
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(each -> text.contains(each.text()))
        .findFirst()
        .map(each -> each.of(destination))
        .orElseGet(() -> new Failure(otherwise, destination + ": " + said(cause)));
  }

  private static String said(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
