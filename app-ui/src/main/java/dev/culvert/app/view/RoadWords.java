package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.proto.helper.v1.Connection;

/** How the manager is reached, in words, where there was more than one way. */
public final class RoadWords {
  private RoadWords() {}

  /** A sentence with the reason; empty where only the usual way exists. */
  public static String of(Connection connection) {
    return connection.getRoadReason().isEmpty()
        ? ""
        : text(
            connection.getRoad().equals("direct") ? "road.direct" : "road.port-forward",
            connection.getRoadReason());
  }
}
