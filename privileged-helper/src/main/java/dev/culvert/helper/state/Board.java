package dev.culvert.helper.state;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * What there is to see of the connection, always whole: the actor writes the state, the work writes
 * the facts, watchers read. Safe from any thread; listeners are called on the writer's and return
 * at once.
 */
public final class Board {

  /**
   * All of it at one moment.
   *
   * @param since when the connection came into this kind of state
   */
  public record View(
      ConnectionState state,
      Instant since,
      Optional<Facts.Session> session,
      Optional<Facts.Network> network,
      Facts.Traffic traffic) {}

  private final Clock clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile View view;

  /** Shows a disconnected computer. */
  public Board(Clock clock) {
    this.clock = clock;
    view =
        new View(
            new Disconnected(),
            clock.instant(),
            Optional.empty(),
            Optional.empty(),
            Facts.Traffic.NONE);
  }

  /** The latest. */
  public View view() {
    return view;
  }

  /** Shows the state; "since" changes with its kind only. */
  public void show(ConnectionState state) {
    change(v ->
        new View(
            state,
            v.state.getClass() == state.getClass() ? v.since : clock.instant(),
            v.session,
            v.network,
            v.traffic));
  }

  /** Shows with whom the session is. */
  public void showSession(Optional<Facts.Session> session) {
    change(v -> new View(v.state, v.since, session, v.network, v.traffic));
  }

  /** Shows what is changed on this computer. */
  public void showNetwork(Optional<Facts.Network> network) {
    change(v -> new View(v.state, v.since, v.session, network, v.traffic));
  }

  /** Shows what was carried. */
  public void show(Facts.Traffic traffic) {
    change(v -> new View(v.state, v.since, v.session, v.network, traffic));
  }

  /**
   * Calls the listener after each change.
   *
   * @return ends it
   */
  public Runnable listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void change(UnaryOperator<View> step) {
    synchronized (this) {
      View before = view;
      view = step.apply(before);
      if (view.equals(before)) {
        return;
      }
    }
    listeners.forEach(Runnable::run);
  }
}
