package dev.culvert.helper.history;

import dev.culvert.core.words.Reason;
import dev.culvert.helper.history.Entry.Kind;
import dev.culvert.helper.state.Board;
import dev.culvert.helper.state.Connected;
import dev.culvert.helper.state.Connecting;
import dev.culvert.helper.state.ConnectionState;
import dev.culvert.helper.state.Disconnected;
import dev.culvert.helper.state.Disconnecting;
import dev.culvert.helper.state.Failed;
import dev.culvert.helper.state.Reconnecting;
import dev.culvert.helper.state.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Listens to the board and keeps what became of the connection, for a day and at most {@value
 * #MOST} entries. What goes on and only gets a new figure, as the attempts of reconnecting, is one
 * entry that is replaced. Safe from any thread.
 */
public final class History {
  private static final Duration KEPT = Duration.ofHours(24);
  private static final int MOST = 1000;

  private final Clock clock;
  private final HistoryStore store;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private final List<Consumer<Entry>> listeners = new CopyOnWriteArrayList<>();
  private long lastId;

  /** Begins with what the store has kept. */
  public History(Clock clock, HistoryStore store) {
    this.clock = clock;
    this.store = store;
    entries.addAll(store.load());
    lastId = entries.isEmpty() ? 0 : entries.getLast().id();
    boolean cutOff = !entries.isEmpty() && !entries.getLast().settled();
    prune(clock.instant());
    store.replace(List.copyOf(entries));
    add(
        Kind.HELPER_STARTED,
        "",
        cutOff ? "the helper before this one ended without disconnecting" : "",
        "",
        0,
        0);
  }

  /** Follows the board from now on. */
  public void follow(Board board) {
    var _ = board.listen(() -> see(board.view()));
  }

  /** The helper ends in order. */
  public void end() {
    add(Kind.HELPER_STOPPED, "", "", "", 0, 0);
  }

  /**
   * Tells everything known, then each change, without a gap between the two.
   *
   * @param first gets what is known, before {@code next} is called
   * @return ends it
   */
  public synchronized Runnable watch(Consumer<List<Entry>> first, Consumer<Entry> next) {
    prune(clock.instant());
    first.accept(List.copyOf(entries));
    listeners.add(next);
    return () -> listeners.remove(next);
  }

  /** What is known now, oldest first. */
  public synchronized List<Entry> entries() {
    prune(clock.instant());
    return new ArrayList<>(entries);
  }

  private synchronized void see(Board.View view) {
    ConnectionState state = view.state();
    String context = state.target().map(Target::context).orElse("");
    int flows = view.traffic().liveFlows();
    switch (state) {
      case Disconnected() -> once(Kind.DISCONNECTED, "", Reason.NONE, 0);
      case Connecting _ -> once(Kind.CONNECTING, context, Reason.NONE, flows);
      case Connected connected ->
          once(
              connected.degraded().isPresent() ? Kind.DEGRADED : Kind.CONNECTED,
              context,
              connected.degraded().orElse(Reason.NONE),
              flows);
      case Reconnecting reconnecting -> reconnecting(reconnecting, context, flows);
      case Failed failed -> {
        if (!is(Kind.FAILED, context, failed.problem().message())) {
          add(Kind.FAILED, context, failed.problem().message(), failed.problem().code(), 0, 0);
        }
      }
      // Lasts as long as undoing takes; what comes of it is the next entry.
      case Disconnecting _ -> {}
    }
  }

  private void once(Kind kind, String context, Reason reason, int flows) {
    // Before anything was connected there is nothing that ended.
    boolean idle = kind == Kind.DISCONNECTED && entries.getLast().settled();
    if (!idle && !is(kind, context, reason.toString())) {
      put(entry(kind, context, reason.toString(), "", 0, flows, reason));
    }
  }

  private void reconnecting(Reconnecting now, String context, int flows) {
    Entry last = entries.getLast();
    if (last.kind() != Kind.RECONNECTING) {
      add(Kind.RECONNECTING, context, now.cause(), now.code(), now.attempt(), flows);
    } else if (last.attempts() != now.attempt()) {
      // The first cause is why it was lost; later ones say why it is not back yet.
      put(
          new Entry(
              last.id(),
              last.at(),
              last.kind(),
              last.context(),
              last.text(),
              last.code(),
              now.attempt(),
              last.liveFlows(),
              last.reason()));
    }
  }

  private boolean is(Kind kind, String context, String text) {
    Entry last = entries.getLast();
    return last.kind() == kind && last.context().equals(context) && last.text().equals(text);
  }

  private synchronized void add(
      Kind kind, String context, String text, String code, int attempts, int flows) {
    put(entry(kind, context, text, code, attempts, flows, Reason.NONE));
  }

  private Entry entry(
      Kind kind, String context, String text, String code, int attempts, int flows, Reason reason) {
    Instant now = clock.instant();
    prune(now);
    return new Entry(++lastId, now, kind, context, text, code, attempts, flows, reason);
  }

  private void put(Entry entry) {
    if (!entries.isEmpty() && entries.getLast().id() == entry.id()) {
      entries.removeLast();
    }
    entries.addLast(entry);
    store.append(entry);
    listeners.forEach(listener -> listener.accept(entry));
  }

  /** The entry that reaches into the last day stays: it says how the day began. */
  private void prune(Instant now) {
    Instant oldest = now.minus(KEPT);
    while (entries.size() > MOST || entries.size() > 1 && second().at().isBefore(oldest)) {
      entries.removeFirst();
    }
  }

  private Entry second() {
    var all = entries.iterator();
    all.next();
    return all.next();
  }
}
