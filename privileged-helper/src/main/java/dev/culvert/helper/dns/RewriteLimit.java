package dev.culvert.helper.dns;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How often we put our file back when another program replaces it: so often in such a time. More is
 * a fight that nobody wins.
 */
public final class RewriteLimit {
  private final int times;
  private final Duration within;
  private final Clock clock;
  private final Deque<Instant> past = new ArrayDeque<>();

  /** Five times a minute: a DHCP client that starts up writes two or three times. */
  public RewriteLimit(Clock clock) {
    this(5, Duration.ofMinutes(1), clock);
  }

  RewriteLimit(int times, Duration within, Clock clock) {
    this.times = times;
    this.within = within;
    this.clock = clock;
  }

  /** Counts one more, unless that is too many. */
  boolean allows() {
    Instant now = clock.instant();
    while (!past.isEmpty() && !past.getFirst().plus(within).isAfter(now)) {
      past.removeFirst();
    }
    if (past.size() >= times) {
      return false;
    }
    past.addLast(now);
    return true;
  }
}
