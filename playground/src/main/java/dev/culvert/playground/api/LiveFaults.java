package dev.culvert.playground.api;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The faults of the connections that this process forwards. */
final class LiveFaults implements Faults {
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

  @Override
  public int cut() {
    int count = open.size();
    open.forEach(Shaper::cut);
    return count;
  }

  @Override
  public void stall(Scope scope) {
    change(scope, fault -> new Fault(true, fault.delay(), fault.bytesPerSecond()));
  }

  @Override
  public void delay(Duration roundTrip, Scope scope) {
    change(scope, fault -> new Fault(fault.stalled(), roundTrip, fault.bytesPerSecond()));
  }

  @Override
  public void throttle(long bytesPerSecond, Scope scope) {
    change(scope, fault -> new Fault(fault.stalled(), fault.delay(), bytesPerSecond));
  }

  @Override
  public void heal() {
    change(Scope.ALL, fault -> Fault.NONE);
  }

  @Override
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
