package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Context;
import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.proto.helper.v1.State;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** Which contexts there are, and which one the window is about. */
final class ContextsModel {
  private final Contexts kubeconfig;
  private final Settings settings;
  private final Identity identity;
  private final ConnectionModel connection;
  private final ClusterModel cluster;
  private final StringProperty selected;
  private final ReadOnlyObjectWrapper<List<ContextItem>> contexts =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<@Nullable ContextItem> current =
      new ReadOnlyObjectWrapper<>();
  private boolean lookedBecauseConnected;

  /**
   * The context of a failure that the person turned away from, until the helper has let go of it.
   */
  private String left = "";

  /**
   * @param selected the name of the context that the window is about; this class changes it
   */
  ContextsModel(
      Contexts kubeconfig,
      Settings settings,
      ConnectionModel connection,
      ClusterModel cluster,
      StringProperty selected) {
    this.kubeconfig = kubeconfig;
    this.settings = settings;
    this.identity = new Identity(settings);
    this.connection = connection;
    this.cluster = cluster;
    this.selected = selected;
  }

  /** The contexts, in the kubeconfig's order. */
  ReadOnlyObjectProperty<List<ContextItem>> all() {
    return contexts.getReadOnlyProperty();
  }

  /** The context the window is about. */
  ReadOnlyObjectProperty<@Nullable ContextItem> current() {
    return current.getReadOnlyProperty();
  }

  /** Makes the window about another context, when nothing is connected; else says why not. */
  String select(String context) {
    Condition now = connection.condition();
    if (now.live() || now.busy()) {
      return context.equals(connection.context())
          ? ""
          : text("context.disconnect-first", connection.context());
    }
    if (!context.equals(selected.get())) {
      selected.set(context);
      settings.put("last-context", context);
      cluster.end();
      if (now == Condition.FAILED) {
        left = connection.state().get().getConnection().getContext();
        connection.disconnect();
      }
      refresh();
    }
    return "";
  }

  /** While connected, the window is about that context and looks at its cluster. */
  void follow() {
    State state = connection.state().get();
    Condition condition = connection.condition();
    boolean over = state.getPhase().hasFailed() || state.getPhase().hasDisconnecting();
    if (!over) {
      left = "";
    }
    if (over && state.getConnection().getContext().equals(left)) {
      // The person has chosen another meanwhile: that choice stands.
      refresh();
      return;
    }
    if (state.hasConnection() && !state.getConnection().getContext().isEmpty()) {
      String context = state.getConnection().getContext();
      if (!context.equals(selected.get())
          && kubeconfig.list().stream().anyMatch(c -> c.name().equals(context))) {
        selected.set(context);
        cluster.end();
      }
      if (context.equals(selected.get())
          && (state.getPhase().hasConnected() || state.getPhase().hasReconnecting())) {
        cluster.look(context);
      }
    } else if (condition == Condition.DISCONNECTED && lookedBecauseConnected) {
      lookedBecauseConnected = false;
      cluster.end();
    }
    if (condition.live()) {
      lookedBecauseConnected = true;
    }
    if (condition == Condition.FAILED) {
      lookedBecauseConnected = false;
      cluster.end();
    }
    refresh();
  }

  /** Looks anew at what there is. */
  void refresh() {
    List<Context> list = kubeconfig.list();
    if (list.stream().noneMatch(c -> c.name().equals(selected.get()))) {
      selected.set(first(list, "", settings));
    }
    identity.assign(list);
    Condition condition = connection.condition();
    List<ContextItem> items =
        list.stream()
            .map(c ->
                new ContextItem(
                    c,
                    identity.color(c),
                    identity.production(c),
                    c.name().equals(selected.get()),
                    c.name().equals(selected.get())
                            && condition != Condition.DISCONNECTED
                            && condition != Condition.NO_HELPER
                        ? condition
                        : null))
            .toList();
    contexts.set(items);
    current.set(items.stream().filter(ContextItem::selected).findFirst().orElse(null));
  }

  /**
   * The one to begin with: the one that is wanted, or that of last time, or the kubeconfig's own.
   */
  static String first(List<Context> list, String wanted, Settings settings) {
    String last = wanted.isEmpty() ? settings.get("last-context", "") : wanted;
    return list.stream()
        .filter(c -> c.name().equals(last))
        .findFirst()
        .or(() -> list.stream().filter(Context::current).findFirst())
        .or(() -> list.stream().findFirst())
        .map(Context::name)
        .orElse("");
  }
}
