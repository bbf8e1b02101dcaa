package dev.culvert.manager.dial;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.Failure.Cause;
import dev.culvert.core.words.Phrase;
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
  /** In this order: "network is unreachable" says more than "unreachable". */
  private static final List<Meaning> OPENING =
      List.of(
          new Meaning("refused", Cause.REFUSED, Phrase.DIAL_REFUSED),
          new Meaning("timed out", Cause.TIMED_OUT, Phrase.DIAL_TIMED_OUT),
          new Meaning("too many open files", Cause.EXHAUSTED, Phrase.DIAL_NO_DESCRIPTOR),
          new Meaning(
              "cannot assign requested address", Cause.EXHAUSTED, Phrase.DIAL_NO_LOCAL_PORT),
          new Meaning("no buffer space", Cause.EXHAUSTED, Phrase.DIAL_NO_MEMORY),
          new Meaning("cannot allocate memory", Cause.EXHAUSTED, Phrase.DIAL_NO_MEMORY),
          new Meaning("network is unreachable", Cause.UNREACHABLE, Phrase.DIAL_NO_NETWORK),
          new Meaning("unreachable", Cause.UNREACHABLE, Phrase.DIAL_NO_HOST),
          new Meaning("no route", Cause.UNREACHABLE, Phrase.DIAL_NO_HOST),
          new Meaning("not permitted", Cause.UNREACHABLE, Phrase.DIAL_NOT_PERMITTED),
          new Meaning("permission denied", Cause.UNREACHABLE, Phrase.DIAL_NOT_PERMITTED),
          new Meaning("address family not supported", Cause.UNREACHABLE, Phrase.DIAL_NO_FAMILY),
          // Accepted and reset within the handshake's window: to the program the same as refused.
          new Meaning("reset", Cause.REFUSED, Phrase.DIAL_RESET));

  private static final List<Meaning> OPEN =
      List.of(
          new Meaning("reset", Cause.RESET, Phrase.BROKEN_RESET),
          new Meaning("broken pipe", Cause.RESET, Phrase.BROKEN_CLOSED),
          new Meaning("timed out", Cause.RESET, Phrase.BROKEN_SILENT),
          new Meaning("unreachable", Cause.RESET, Phrase.BROKEN_NO_HOST),
          new Meaning("no route", Cause.RESET, Phrase.BROKEN_NO_HOST));

  private DialFailures() {}

  /**
   * What a text of errno means.
   *
   * @param text a part of it, in lower case
   * @param words about the destination
   */
  private record Meaning(String text, Cause cause, Phrase words) {
    Failure of(Endpoint destination) {
      return new Failure(cause, words.of(destination));
    }
  }

  /** A connection that did not come about, or datagrams that did not arrive. */
  public static Failure ofConnect(Throwable cause, Endpoint destination, Duration timeout) {
    return switch (cause) {
      case ConnectTimeoutException _ ->
          new Failure(Cause.TIMED_OUT, Phrase.DIAL_SILENT.of(destination, timeout.toSeconds()));
      // Netty throws these two without a text.
      case NoRouteToHostException _ ->
          new Failure(Cause.UNREACHABLE, Phrase.DIAL_NO_HOST.of(destination));
      case PortUnreachableException _ ->
          new Failure(Cause.REFUSED, Phrase.DIAL_NOBODY_LISTENS.of(destination));
      default -> meaning(OPENING, cause, destination, Cause.UNREACHABLE);
    };
  }

  /** An established connection that broke. */
  public static Failure ofBroken(Throwable cause, Endpoint destination) {
    return cause instanceof ClosedChannelException
        ? new Failure(Cause.RESET, Phrase.BROKEN_CLOSED.of(destination))
        : meaning(OPEN, cause, destination, Cause.RESET);
  }

  private static Failure meaning(
      List<Meaning> known, Throwable cause, Endpoint destination, Cause otherwise) {
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(each -> text.contains(each.text()))
        .findFirst()
        .map(each -> each.of(destination))
        .orElseGet(() -> new Failure(otherwise, Phrase.DIAL_BROKEN.of(destination, said(cause))));
  }

  private static String said(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
