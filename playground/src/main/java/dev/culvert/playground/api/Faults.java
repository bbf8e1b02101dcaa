package dev.culvert.playground.api;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How forwarded connections misbehave at present. Faults add up; {@link #heal} ends them all. All
 * methods from any thread.
 */
public final class Faults {
  /** Which connections a fault is about. */
  public enum Scope {
    /** Those that are open now; new ones are fine. */
    PRESENT,
    /** Those that are open now, and every new one until healed. */
    ALL
  }

  private final Set<Shaper> open = ConcurrentHashMap.newKeySet();
  private volatile Fault future = Fault.NONE;

  /**
   * What is wrong with a connection.
   *
   * @param stalled a black hole: it stays open and carries nothing, in neither direction
   * @param delay added to the round trip, half in each direction
   * @param bytesPerSecond in each direction; 0 for no limit
   */
  record Fault(boolean stalled, Duration delay, long bytesPerSecond) {
    static final Fault NONE = new Fault(false, Duration.ZERO, 0);
  }

  /** Closes the connections with a reset, as when a wire is cut and the other side reboots. */
  public int cut() {
    int count = open.size();
    open.forEach(Shaper::cut);
    return count;
  }

  /** Turns connections into black holes. */
  public void stall(Scope scope) {
    change(scope, fault -> new Fault(true, fault.delay(), fault.bytesPerSecond()));
  }

  /** Adds to the round trip. */
  public void delay(Duration roundTrip, Scope scope) {
    change(scope, fault -> new Fault(fault.stalled(), roundTrip, fault.bytesPerSecond()));
  }

  /** Limits the rate of each direction. */
  public void throttle(long bytesPerSecond, Scope scope) {
    change(scope, fault -> new Fault(fault.stalled(), fault.delay(), bytesPerSecond));
  }

  /** Ends all faults; what was held back arrives. */
  public void heal() {
    change(Scope.ALL, fault -> Fault.NONE);
  }

  /** How many forwarded connections are open. */
  public int connections() {
    return open.size();
  }

  private synchronized void change(Scope scope, java.util.function.UnaryOperator<Fault> change) {
    if (scope == Scope.ALL) {
      future = change.apply(future);
    }
    open.forEach(shaper -> shaper.become(change));
  }

  synchronized Fault join(Shaper shaper) {
    open.add(shaper);
    return future;
  }

  void leave(Shaper shaper) {
    open.remove(shaper);
  }
}
