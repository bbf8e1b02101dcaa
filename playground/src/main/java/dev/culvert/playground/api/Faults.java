package dev.culvert.playground.api;

import java.time.Duration;

/**
 * How forwarded connections misbehave at present. Faults add up; {@link #heal} ends them all. All
 * methods from any thread.
 */
public interface Faults {
  /** Which connections a fault is about. */
  enum Scope {
    /** Those that are open now; new ones are fine. */
    PRESENT,
    /** Those that are open now, and every new one until healed. */
    ALL
  }

  /**
   * Closes the connections with a reset, as when a wire is cut and the other side reboots.
   *
   * @return how many there were
   */
  int cut();

  /** Turns connections into black holes. */
  void stall(Scope scope);

  /** Adds to the round trip. */
  void delay(Duration roundTrip, Scope scope);

  /** Limits the rate of each direction. */
  void throttle(long bytesPerSecond, Scope scope);

  /** Ends all faults; what was held back arrives. */
  void heal();

  /** How many forwarded connections are open. */
  int connections();
}
