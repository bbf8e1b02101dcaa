package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.helper.HelperException;
import dev.culvert.proto.helper.v1.Connecting.Step;
import dev.culvert.proto.helper.v1.Connection;
import dev.culvert.proto.helper.v1.Failure;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The connection: its state in words, the switch, the last minute's traffic. A state is shown after
 * it has held 400 ms, connected at once; the words change with time at most once a second.
 */
public final class ConnectionModel implements AutoCloseable {
  private static final Duration HOLD = Duration.ofMillis(400);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final HelperClient helper;
  private final Workbench bench;
  private final Supplier<String> target;
  private final Supplier<String> namespace;
  private final ReadOnlyObjectWrapper<State> state =
      new ReadOnlyObjectWrapper<>(State.getDefaultInstance());
  private final ReadOnlyObjectWrapper<Presence> presence =
      new ReadOnlyObjectWrapper<>(new Presence.Here());
  private final ReadOnlyObjectWrapper<BarState> bar;
  private final ReadOnlyObjectWrapper<@Nullable FailureView> failure =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<Samples> samples =
      new ReadOnlyObjectWrapper<>(Samples.SILENT);
  private final Map<Step, Instant> stepsSeen = new EnumMap<>(Step.class);
  private final Subscription watch;

  private Condition shown = Condition.DISCONNECTED;
  private Condition candidate = Condition.DISCONNECTED;
  private int candidates;
  private boolean held = true;
  private boolean asked;
  private @Nullable Failure refused;
  private boolean heard;
  private boolean wanted;
  private @Nullable Connection lost;
  private boolean closed;
  private Instant lastSampled = Instant.EPOCH;
  private long lastIn = -1;
  private long lastOut = -1;

  /**
   * @param target the context the switch connects to; empty when there is none
   * @param namespace the namespace to connect
   */
  ConnectionModel(
      HelperClient helper, Workbench bench, Supplier<String> target, Supplier<String> namespace) {
    this.helper = helper;
    this.bench = bench;
    this.target = target;
    this.namespace = namespace;
    this.bar = new ReadOnlyObjectWrapper<>(words());
    this.watch =
        helper.watchState(
            next -> bench.ui(() -> onState(next)), next -> bench.ui(() -> onPresence(next)));
    bench.later(SECOND, this::tick);
  }

  /** The helper's state, whole. */
  public ReadOnlyObjectProperty<State> state() {
    return state.getReadOnlyProperty();
  }

  /** Whether the helper answers. */
  public ReadOnlyObjectProperty<Presence> presence() {
    return presence.getReadOnlyProperty();
  }

  /** The state block. */
  public ReadOnlyObjectProperty<BarState> bar() {
    return bar.getReadOnlyProperty();
  }

  /** Why it is not connected, when it failed. */
  public ReadOnlyObjectProperty<@Nullable FailureView> failure() {
    return failure.getReadOnlyProperty();
  }

  /** The last minute. */
  public ReadOnlyObjectProperty<Samples> samples() {
    return samples.getReadOnlyProperty();
  }

  /** Puts a minute that was recorded before; the next second follows it. */
  public void replay(Samples recorded) {
    samples.set(recorded);
    lastIn = state.get().getTraffic().getBytesIn();
    lastOut = state.get().getTraffic().getBytesOut();
    lastSampled = bench.now();
  }

  /** The condition shown now. */
  public Condition condition() {
    return bar.get().condition();
  }

  /** The context this connection is to, or the one the switch would connect to. */
  public String context() {
    State now = state.get();
    return now.hasConnection() ? now.getConnection().getContext() : target.get();
  }

  /** Presses the switch: connects, disconnects, or ends an attempt. */
  public void press() {
    if (!bar.get().offReason().isEmpty()) {
      return;
    }
    switch (now()) {
      case DISCONNECTED, FAILED -> connect();
      default -> disconnect();
    }
  }

  /** Connects to the chosen context. */
  public void connect() {
    String context = target.get();
    if (!context.isEmpty()) {
      connect(context, namespace.get());
    }
  }

  private void connect(String context, String in) {
    refused = null;
    asked = true;
    stepsSeen.clear();
    stepsSeen.put(Step.STEP_ASKING_HELPER, bench.now());
    refresh();
    listen(helper.connect(context, in));
  }

  /** Connects as soon as the helper has said that nothing is connected; once. */
  public void connectWhenHelperIsThere() {
    if (heard) {
      connectIfIdle();
    } else {
      wanted = true;
    }
  }

  private void connectIfIdle() {
    if (state.get().getPhase().hasDisconnected() && state.get().getMayChange()) {
      connect();
    }
  }

  /** Disconnects, ends an attempt, or clears a failure. */
  public void disconnect() {
    var _ = disconnected();
  }

  /** The same; completes when this computer's network is as it was. */
  public CompletableFuture<Void> disconnected() {
    asked = false;
    lost = null;
    refused = null;
    CompletableFuture<Void> answer = helper.disconnect();
    listen(answer);
    refresh();
    return answer;
  }

  /** Undoes everything the helper ever changed. */
  public void restore() {
    asked = false;
    refused = null;
    listen(helper.restore().thenApply(done -> null));
    refresh();
  }

  private void listen(CompletableFuture<Void> answer) {
    // The callback handles both outcomes.
    CompletableFuture<Void> _ =
        answer.whenComplete((done, error) -> bench.ui(() -> answered(error)));
  }

  private void answered(@Nullable Throwable error) {
    if (error != null) {
      asked = false;
      Throwable cause =
          error instanceof CompletionException c && c.getCause() != null ? c.getCause() : error;
      Failure.Builder said =
          Failure.newBuilder()
              .setStep(Step.STEP_ASKING_HELPER)
              .setMessage(String.valueOf(cause.getMessage()));
      if (cause instanceof HelperException refusal) {
        said.setCode(FailureWords.code(refusal.reason()));
        said.setRemedy(FailureWords.remedy(refusal.reason(), state.get().getOwner()));
      }
      refused = said.build();
    }
    refresh();
  }

  private void onState(State next) {
    heard = true;
    state.set(next);
    if (wanted) {
      wanted = false;
      connectIfIdle();
    }
    connectAgain(next);
    if (!next.getPhase().hasDisconnected()) {
      // The helper has taken over; what it says is what counts.
      asked = false;
      refused = null;
    }
    if (next.getPhase().hasConnecting()) {
      stepsSeen.putIfAbsent(next.getPhase().getConnecting().getStep(), bench.now());
    } else if (next.getPhase().hasDisconnected() && !asked) {
      stepsSeen.clear();
    }
    refresh();
  }

  private void onPresence(Presence next) {
    presence.set(next);
    if (next instanceof Presence.Gone) {
      State last = state.get();
      boolean up = last.getPhase().hasConnected() || last.getPhase().hasReconnecting();
      if (up && last.getMayChange()) {
        lost = last.getConnection();
      }
    }
    refresh();
  }

  /** A helper that was upgraded, or restarted after a crash, comes back without its connection. */
  private void connectAgain(State next) {
    Connection before = lost;
    lost = null;
    if (before != null && next.getPhase().hasDisconnected() && next.getMayChange()) {
      connect(before.getContext(), before.getNamespace());
    }
  }

  private void tick() {
    bench.ui(() -> {
      if (closed) {
        return;
      }
      sample();
      refresh();
      bench.later(SECOND, this::tick);
    });
  }

  private void sample() {
    State now = state.get();
    if (!now.getPhase().hasConnected()) {
      lastIn = -1;
      lastOut = -1;
      if (!samples.get().isSilent()) {
        samples.set(Samples.SILENT);
      }
      return;
    }
    Instant at = bench.now();
    double seconds = Duration.between(lastSampled, at).toMillis() / 1000.0;
    if (lastIn >= 0 && seconds < 0.2) {
      // No time has passed: a picture's clock stands still.
      return;
    }
    long in = now.getTraffic().getBytesIn();
    long out = now.getTraffic().getBytesOut();
    if (lastIn >= 0) {
      samples.set(
          samples
              .get()
              .plus(Math.max(0, in - lastIn) / seconds, Math.max(0, out - lastOut) / seconds));
    }
    lastSampled = at;
    lastIn = in;
    lastOut = out;
  }

  private void refresh() {
    Condition now = now();
    if (now != candidate) {
      candidate = now;
      held = false;
      int mine = ++candidates;
      bench.later(
          HOLD,
          () ->
              bench.ui(() -> {
                if (mine == candidates && !closed) {
                  held = true;
                  refresh();
                }
              }));
    }
    if (candidate == Condition.CONNECTED || held || !heard || candidate == shown) {
      shown = candidate;
      bar.set(words());
      failure.set(shown == Condition.FAILED ? failed() : null);
    }
  }

  /** What it is at this moment, before it has held. */
  private Condition now() {
    if (presence.get() instanceof Presence.Gone) {
      return Condition.NO_HELPER;
    }
    if (refused != null) {
      return Condition.FAILED;
    }
    return switch (state.get().getPhase().getPhaseCase()) {
      case CONNECTING -> Condition.CONNECTING;
      case CONNECTED ->
          state.get().getPhase().getConnected().hasDegraded()
              ? Condition.DEGRADED
              : Condition.CONNECTED;
      case RECONNECTING -> Condition.RECONNECTING;
      case DISCONNECTING -> Condition.DISCONNECTING;
      case FAILED -> Condition.FAILED;
      case DISCONNECTED, PHASE_NOT_SET -> asked ? Condition.CONNECTING : Condition.DISCONNECTED;
    };
  }

  private BarState words() {
    return BarWords.of(shown, state.get(), refused, context(), presence.get(), bench.now());
  }

  private FailureView failed() {
    Failure why = refused != null ? refused : state.get().getPhase().getFailed().getFailure();
    return FailureWords.of(why, context(), state.get(), stepsSeen, bench);
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
  }

  /** What can be said of the connection. */
  public enum Condition {
    /** Nothing on this computer is changed. */
    DISCONNECTED,
    /** On the way. */
    CONNECTING,
    /** It works. */
    CONNECTED,
    /** It works, not well. */
    DEGRADED,
    /** It was there and comes back by itself. */
    RECONNECTING,
    /** What was changed is being undone. */
    DISCONNECTING,
    /** It ended and needs the person. */
    FAILED,
    /** Nobody answers who could say. */
    NO_HELPER;

    /** The name of the condition in the bundle. */
    public String key() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** Whether traffic can flow. */
    public boolean live() {
      return this == CONNECTED || this == DEGRADED;
    }

    /** Whether it is changing by itself. */
    public boolean busy() {
      return this == CONNECTING || this == RECONNECTING || this == DISCONNECTING;
    }

    String word() {
      return text("state." + key());
    }
  }
}
