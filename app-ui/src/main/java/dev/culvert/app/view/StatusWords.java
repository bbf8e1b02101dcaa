package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.proto.helper.v1.Network;
import dev.culvert.proto.helper.v1.State;
import java.util.ArrayList;
import java.util.List;

/** What the status bar says of helper, manager, routes and DNS. */
final class StatusWords {
  private StatusWords() {}

  /** The left part of the status bar. */
  static List<String> of(Presence presence, State state) {
    List<String> items = new ArrayList<>();
    if (presence instanceof Presence.Gone) {
      items.add(text("status.helper.gone"));
      return items;
    }
    if (state.getHelperVersion().isEmpty()) {
      items.add(text("status.helper.asking"));
      return items;
    }
    items.add(text("status.helper", state.getHelperVersion()));
    if (state.hasConnection() && !state.getConnection().getManagerVersion().isEmpty()) {
      items.add(
          text(
              "status.manager",
              state.getConnection().getManagerVersion(),
              state.getConnection().getManagerNamespace()));
    }
    if (state.hasNetwork()) {
      Network network = state.getNetwork();
      if (network.getRoutesCount() > 0) {
        items.add(Messages.count("status.routes", network.getRoutesCount(), network.getDevice()));
      }
      // Not yet set while connecting.
      if (!network.getDns().getMode().isEmpty()) {
        items.add(
            text("status.dns", network.getDns().getClusterDomain(), network.getDns().getMode()));
      }
      items.add(text("status.mtu", network.getMtu()));
    } else {
      items.add(text("status.unchanged"));
    }
    return items;
  }
}
