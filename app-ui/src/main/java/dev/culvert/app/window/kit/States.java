package dev.culvert.app.window.kit;

import dev.culvert.app.view.ConnectionModel.Condition;

/** How the states of the connection look, everywhere the same. */
public final class States {
  private States() {}

  /** The name of a state's icon. */
  public static String icon(Condition condition) {
    return switch (condition) {
      case DISCONNECTED -> "mdi2c-circle-outline";
      case CONNECTING, DISCONNECTING -> "mdi2p-progress-helper";
      case CONNECTED -> "mdi2c-check-circle";
      case DEGRADED -> "mdi2a-alert";
      case RECONNECTING -> "mdi2s-sync";
      case FAILED, NO_HELPER -> "mdi2c-close-octagon-outline";
    };
  }

  /** Its colour's name. */
  public static String tone(Condition condition) {
    return switch (condition) {
      case DISCONNECTED -> "muted";
      case CONNECTING, RECONNECTING, DISCONNECTING -> "info";
      case CONNECTED -> "success";
      case DEGRADED -> "warning";
      case FAILED, NO_HELPER -> "danger";
    };
  }
}
