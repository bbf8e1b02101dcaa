package dev.culvert.manager.dial;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.Failure;
import io.netty.channel.ConnectTimeoutException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.Locale;

/**
 * What the operating system's answer to a connect or a send means. Netty's own sockets and the
 * JDK's say the same things in different classes, so the text of errno decides (strerror of Linux,
 * macOS).
 */
public final class DialFailures {
  private DialFailures() {}

  /** A connection that did not come about. */
  public static Failure ofConnect(Throwable cause, Endpoint destination, Duration timeout) {
    String text = text(cause);
    if (cause instanceof ConnectTimeoutException) {
      return new Failure(
          Failure.Cause.TIMED_OUT,
          destination + " did not answer within " + timeout.toSeconds() + " s");
    }
    Failure.Cause kind;
    if (cause instanceof PortUnreachableException || text.contains("refused")) {
      kind = Failure.Cause.REFUSED;
    } else if (text.contains("timed out")) {
      kind = Failure.Cause.TIMED_OUT;
    } else if (text.contains("too many open files")
        || text.contains("no buffer space")
        || text.contains("cannot assign requested address")
        || text.contains("cannot allocate memory")) {
      kind = Failure.Cause.EXHAUSTED;
    } else if (cause instanceof NoRouteToHostException
        || text.contains("unreachable")
        || text.contains("no route")
        || text.contains("not permitted")
        || text.contains("permission denied")
        || text.contains("address family not supported")) {
      kind = Failure.Cause.UNREACHABLE;
    } else if (text.contains("reset")) {
      // Accepted and reset within the handshake's window: to the program the same as refused.
      kind = Failure.Cause.REFUSED;
    } else {
      kind = Failure.Cause.UNREACHABLE;
    }
    return new Failure(kind, destination + ": " + said(cause));
  }

  /** An established connection that broke. */
  public static Failure ofBroken(Throwable cause, Endpoint destination) {
    return new Failure(Failure.Cause.RESET, destination + ": " + said(cause));
  }

  private static String text(Throwable cause) {
    return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
  }

  private static String said(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
