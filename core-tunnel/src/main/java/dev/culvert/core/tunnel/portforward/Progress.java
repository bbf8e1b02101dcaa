package dev.culvert.core.tunnel.portforward;

import dev.culvert.core.tunnel.ConnectFailure;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What a connection attempt is waiting for, so that a failure can name who was silent and for how
 * long. On the event loop only.
 */
public final class Progress {
  private final LongSupplier nanoClock;
  private ConnectFailure.Kind kind = ConnectFailure.Kind.API_UNREACHABLE;
  private String waitingFor = "the event loop";
  private long since;

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  public Progress(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.since = nanoClock.getAsLong();
  }

  /**
   * The next phase begins.
   *
   * @param kind what its silence or failure is
   * @param waitingFor who has to do what: "the API server at 192.0.2.10:6443 to accept the
   *     connection"
   */
  public void enter(ConnectFailure.Kind kind, String waitingFor) {
    this.kind = kind;
    this.waitingFor = waitingFor;
    this.since = nanoClock.getAsLong();
  }

  /** The present phase has lasted too long. */
  public ConnectFailure silent() {
    return new ConnectFailure(
        kind, "waited " + seconds(nanoClock.getAsLong() - since) + " in vain for " + waitingFor);
  }

  /** The present phase has failed in a way that nobody knew better. */
  public ConnectFailure failed(Throwable cause) {
    if (cause instanceof ConnectFailure known) {
      return known;
    }
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new ConnectFailure(kind, "failed while waiting for " + waitingFor + ": " + text, cause);
  }

  /** "9.8 s". */
  public static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", Duration.ofNanos(nanos).toMillis() / 1000.0);
  }
}
