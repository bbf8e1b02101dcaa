package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.proto.helper.v1.State;
import java.util.ArrayList;
import java.util.List;

/** What stands where rows would while there is no connection, and what can be done about it. */
final class NotConnected {
  private final Contexts kubeconfig;
  private final ConnectionModel connection;
  private final Runnable look;

  /**
   * @param look reads the cluster without connecting to it
   */
  NotConnected(Contexts kubeconfig, ConnectionModel connection, Runnable look) {
    this.kubeconfig = kubeconfig;
    this.connection = connection;
    this.look = look;
  }

  /**
   * What stands there.
   *
   * @param whatFor the screen, as the messages call it
   * @param selected the context that the window is about, or empty
   */
  Notice of(String whatFor, String selected) {
    if (connection.presence().get() instanceof Presence.Gone gone) {
      return new Notice(
          "mdi2c-close-octagon-outline",
          text("helper-gone.title"),
          gone.why() + " " + gone.remedy(),
          List.of());
    }
    if (selected.isEmpty()) {
      String problem = String.join(" ", kubeconfig.problems());
      return new Notice(
          "mdi2f-file-key-outline",
          text("no-context.title"),
          problem.isEmpty() ? text("no-context.text") : problem,
          List.of());
    }
    Condition condition = connection.condition();
    if (condition.busy()) {
      return new Notice(
          "mdi2p-progress-helper",
          text("busy." + condition.key(), connection.context()),
          text(condition == Condition.DISCONNECTING ? "busy.undoing" : "busy.text"),
          List.of());
    }
    State state = connection.state().get();
    List<Notice.Action> actions = new ArrayList<>();
    if (connection.bar().get().offReason().isEmpty()) {
      actions.add(new Notice.Action(text("connect"), "", true, connection::connect));
    } else if (!state.getMayChange()) {
      return new Notice(
          "mdi2l-lock-outline",
          text("no-right.title"),
          connection.bar().get().offReason(),
          List.of());
    }
    if (whatFor.equals("workloads")) {
      actions.add(new Notice.Action(text("look"), "", false, look));
    }
    return new Notice(
        "mdi2l-layers-outline",
        text("not-connected.title"),
        text("not-connected." + whatFor, selected),
        actions);
  }
}
