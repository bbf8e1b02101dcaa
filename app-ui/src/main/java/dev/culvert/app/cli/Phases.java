package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.proto.helper.v1.Connecting.Step;
import dev.culvert.proto.helper.v1.Failure;
import dev.culvert.proto.helper.v1.Phase;

/** The phases of a connection in words. */
final class Phases {
  private Phases() {}

  /** A stable word for JSON. */
  static String word(Phase phase) {
    return switch (phase.getPhaseCase()) {
      case DISCONNECTED -> "disconnected";
      case CONNECTING -> "connecting";
      case CONNECTED -> phase.getConnected().hasDegraded() ? "degraded" : "connected";
      case RECONNECTING -> "reconnecting";
      case DISCONNECTING -> "disconnecting";
      case FAILED -> "failed";
      case PHASE_NOT_SET -> "unknown";
    };
  }

  static Tone tone(Phase phase) {
    return switch (phase.getPhaseCase()) {
      case CONNECTED -> phase.getConnected().hasDegraded() ? Tone.WARNING : Tone.GOOD;
      case CONNECTING, RECONNECTING, DISCONNECTING -> Tone.WARNING;
      case FAILED -> Tone.BAD;
      case DISCONNECTED, PHASE_NOT_SET -> Tone.PLAIN;
    };
  }

  /** As the window writes it. */
  static String title(Phase phase) {
    String word = word(phase).equals("degraded") ? "connected, degraded" : word(phase);
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  static String step(Step step) {
    return switch (step) {
      case STEP_ASKING_HELPER -> "asking the helper";
      case STEP_REACHING_API_SERVER -> "reaching the API server";
      case STEP_WAITING_FOR_MANAGER -> "waiting for the manager";
      case STEP_OPENING_TUNNEL -> "opening the tunnel";
      case STEP_SETTING_ROUTES_AND_DNS -> "setting routes and DNS";
      case STEP_UNSPECIFIED, UNRECOGNIZED -> "beginning";
    };
  }

  /** All that is known of a failure, a line each. */
  static String failure(Failure failure) {
    StringBuilder text = new StringBuilder(failure.getMessage());
    if (!failure.getDetail().isEmpty()) {
      text.append("\n  it said: ").append(failure.getDetail());
    }
    if (!failure.getRemedy().isEmpty()) {
      text.append("\n  ").append(failure.getRemedy());
    }
    if (!failure.getCode().isEmpty()) {
      text.append("\n  (").append(failure.getCode()).append(", while ");
      text.append(step(failure.getStep())).append(')');
    }
    return text.toString();
  }
}
