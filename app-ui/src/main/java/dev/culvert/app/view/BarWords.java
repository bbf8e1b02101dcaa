package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.proto.helper.v1.Connecting.Step;
import dev.culvert.proto.helper.v1.Failure;
import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The words of the connection bar, a function of what is known. */
final class BarWords {
  private BarWords() {}

  static BarState of(
      Condition condition,
      State state,
      @Nullable Failure refused,
      String context,
      Presence presence,
      Instant now) {
    Phase phase = state.getPhase();
    String detail =
        switch (condition) {
          case DISCONNECTED -> text("state.disconnected.detail");
          case CONNECTING -> {
            Step step =
                phase.hasConnecting() ? phase.getConnecting().getStep() : Step.STEP_ASKING_HELPER;
            int number = Math.max(1, step.getNumber());
            yield text("state.connecting.detail", context, text("step." + number), number);
          }
          case CONNECTED ->
              text(
                  "state.connected.detail",
                  context,
                  Units.longSpan(Duration.between(since(phase), now)));
          case DEGRADED -> text("state.degraded.detail", context, symptom(state));
          case RECONNECTING -> {
            var again = phase.getReconnecting();
            Instant next = instant(again.getNextTry());
            long seconds = Math.max(0, (Duration.between(now, next).toMillis() + 999) / 1000);
            // The cause is the last attempt's; how long all of them have failed is another thing.
            String down = Units.longSpan(Duration.between(since(phase), now));
            String cause = FailureWords.cause(again.getCode(), again.getCause());
            yield again.hasNextTry() && seconds > 0
                ? text(
                    "state.reconnecting.detail", context, cause, again.getAttempt(), seconds, down)
                : text("state.reconnecting.now", context, cause, again.getAttempt(), down);
          }
          case DISCONNECTING -> text("state.disconnecting.detail", context);
          case FAILED -> {
            Failure why = refused != null ? refused : phase.getFailed().getFailure();
            yield text("state.failed.detail", context, FailureWords.brief(why));
          }
          case NO_HELPER -> text("state.no-helper.detail");
        };
    String full =
        switch (condition) {
          case NO_HELPER ->
              presence instanceof Presence.Gone gone ? gone.why() + " " + gone.remedy() : detail;
          case FAILED -> (refused != null ? refused : phase.getFailed().getFailure()).getMessage();
          case RECONNECTING ->
              Messages.english()
                  ? Messages.plain(detail)
                  : Messages.plain(detail) + " " + phase.getReconnecting().getCause();
          case CONNECTED ->
              (Messages.plain(detail) + "\n" + RoadWords.of(state.getConnection())).strip();
          default -> Messages.plain(detail);
        };
    return new BarState(
        condition, condition.word(), detail, full, offReason(condition, state, context));
  }

  private static String offReason(Condition condition, State state, String context) {
    if (condition == Condition.NO_HELPER) {
      return text("switch.off.no-helper");
    }
    if (context.isEmpty()) {
      return text("switch.off.no-context");
    }
    if (state.getPhase().getPhaseCase() != Phase.PhaseCase.PHASE_NOT_SET && !state.getMayChange()) {
      return text("no-right.text", state.getOwner().isEmpty() ? "root" : state.getOwner());
    }
    return "";
  }

  /** The helper knows one symptom, and says it in English: that answers take long. */
  private static String symptom(State state) {
    return Messages.english() || !state.getTraffic().hasRoundTrip()
        ? state.getPhase().getConnected().getDegraded()
        : text("symptom.slow", Units.about(FlowRow.duration(state.getTraffic().getRoundTrip())));
  }

  static Instant since(Phase phase) {
    return instant(phase.getSince());
  }

  static Instant instant(com.google.protobuf.Timestamp stamp) {
    return Instant.ofEpochSecond(stamp.getSeconds(), stamp.getNanos());
  }
}
