package dev.culvert.app.helper.grpc;

import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.helper.HelperException.Reason;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whole states and presence out of state events and broken calls. On the client's thread. */
final class StateWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StateWatch.class);

  private final Consumer<State> listener;
  private final Consumer<Presence> presence;
  private final Consumer<State> first;
  private @Nullable State state;
  private @Nullable Presence told;

  /**
   * @param first hears each state before the listener does
   */
  StateWatch(Consumer<State> listener, Consumer<Presence> presence, Consumer<State> first) {
    this.listener = listener;
    this.presence = presence;
    this.first = first;
  }

  void event(StateEvent event) {
    switch (event.getEventCase()) {
      case SNAPSHOT -> state = event.getSnapshot();
      case DELTA -> {
        if (state == null) {
          LOG.warn("The helper sent a change before the whole state; it is ignored");
          return;
        }
        state = StateDeltas.apply(state, event.getDelta());
      }
      case EVENT_NOT_SET -> {
        return;
      }
    }
    tell(new Presence.Here());
    if (state != null) {
      first.accept(state);
      listener.accept(state);
    }
  }

  void broken(HelperException why) {
    state = null;
    String message = String.valueOf(why.getMessage());
    tell(
        why.reason() == Reason.NOT_RUNNING
            ? new Presence.Gone(message.replace(" " + HelperErrors.START, ""), HelperErrors.START)
            : new Presence.Gone(message, ""));
  }

  private void tell(Presence now) {
    if (!now.equals(told)) {
      told = now;
      presence.accept(now);
    }
  }
}
