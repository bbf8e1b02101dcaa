package dev.culvert.helper.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the connection's state: applies one event after the other and has the {@link Work} do what
 * the transitions command. Methods are safe from any thread; everything happens on the executor it
 * was given, which must run one task at a time, in order.
 */
public final class ConnectionActor {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionActor.class);

  private final Work work;
  private final Backoff backoff;
  private final Executor serial;
  private final Consumer<ConnectionState> listener;

  // All below belong to the executor.
  private ConnectionState state = new Disconnected();
  private int workNumber;
  private final List<CompletableFuture<ConnectionState>> waiting = new ArrayList<>();

  /**
   * @param listener hears each new state, on the executor
   */
  public ConnectionActor(
      Work work, Backoff backoff, Executor serial, Consumer<ConnectionState> listener) {
    this.work = work;
    this.backoff = backoff;
    this.serial = serial;
    this.listener = listener;
  }

  /**
   * Wants this connection.
   *
   * @param taken runs on the executor before the work begins, when this is a new connection and not
   *     the one there is
   * @return empty when it is under way or there already; otherwise why it cannot be, as a sentence
   */
  public CompletableFuture<Optional<String>> connect(Target target, Runnable taken) {
    CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
    serial.execute(() -> {
      if (state instanceof Disconnected || state instanceof Failed) {
        taken.run();
      }
      answer.complete(handle(new Event.ConnectAsked(target)));
    });
    return answer;
  }

  /**
   * Wants no connection.
   *
   * @return completes with {@link Disconnected} when this computer is as it was, or with {@link
   *     Failed} when it could not be made so
   */
  public CompletableFuture<ConnectionState> disconnect() {
    CompletableFuture<ConnectionState> answer = new CompletableFuture<>();
    serial.execute(() -> {
      waiting.add(answer);
      handle(new Event.DisconnectAsked());
      tellWaiting();
    });
    return answer;
  }

  private Optional<String> handle(Event event) {
    Next next = state.on(event, backoff);
    if (!next.state().equals(state)) {
      if (next.state().getClass() == state.getClass()) {
        LOG.debug("still {}", next.state().inWords());
      } else {
        LOG.info("{} -> {}", state.inWords(), next.state().inWords());
      }
      state = next.state();
      listener.accept(state);
    }
    for (Command command : next.commands()) {
      int number = ++workNumber;
      work.begin(command, news -> serial.execute(() -> onNews(number, news)));
    }
    tellWaiting();
    return next.refusal();
  }

  private void onNews(int number, Event news) {
    if (number == workNumber) {
      handle(news);
    } else {
      LOG.debug("late news ignored: {}", news);
    }
  }

  private void tellWaiting() {
    if (state instanceof Disconnected || state instanceof Failed) {
      List<CompletableFuture<ConnectionState>> now = List.copyOf(waiting);
      waiting.clear();
      now.forEach(w -> w.complete(state));
    }
  }
}
