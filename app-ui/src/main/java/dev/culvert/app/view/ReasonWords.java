package dev.culvert.app.view;

import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.Flow;
import dev.culvert.proto.helper.v1.HistoryEntry;
import dev.culvert.proto.helper.v1.SpeedReport;
import dev.culvert.proto.words.v1.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Why something went as it did, in the window's language: the words of a reason's code. What has no
 * code, and what a newer helper says, keeps the English that came with it.
 */
public final class ReasonWords {
  /** Somebody else's words. */
  private static final String SAID = "said";

  /** Rules that were looked at and did not apply. */
  private static final Set<String> NOT_TAKEN =
      Set.of(
          "step-no-address",
          "step-address-outside",
          "step-not-domain",
          "step-characters",
          "step-zone-type",
          "step-not-svc",
          "step-not-namespace",
          "step-not-form",
          "step-not-single");

  private ReasonWords() {}

  /**
   * In this window's language.
   *
   * @param english the same, as it came
   */
  public static String of(Reason reason, String english) {
    String key = "reason." + reason.getCode();
    if (reason.getCode().equals(SAID) || !Messages.has(key)) {
      return english;
    }
    List<Object> places = new ArrayList<>(reason.getPlacesList());
    reason.getPartsList().stream()
        .map(part -> of(part, String.join(" ", part.getPlacesList())))
        .reduce((one, other) -> Messages.text("reason.and", one, other))
        .ifPresent(places::add);
    return Messages.text(key, places.toArray());
  }

  /** All of them, in their order. */
  public static List<String> of(List<Reason> reasons, List<String> english) {
    return IntStream.range(0, english.size())
        .mapToObj(i -> i < reasons.size() ? of(reasons.get(i), english.get(i)) : english.get(i))
        .toList();
  }

  /** Why a flow went as it did; or empty. */
  public static String of(Flow flow) {
    return of(flow.getWhy(), flow.getReason());
  }

  /** The rule that decided who answers a name. */
  public static String rule(DnsQuery query) {
    return of(query.getRuleReason(), query.getRule());
  }

  /** How the answer to a name came about. */
  public static List<Step> steps(DnsQuery query) {
    List<String> words = of(query.getReasonsList(), query.getReasoningList());
    return IntStream.range(0, words.size())
        .mapToObj(i ->
            new Step(
                words.get(i),
                i < query.getReasonsCount() && NOT_TAKEN.contains(query.getReasons(i).getCode())))
        .toList();
  }

  /** Cause, symptom or message of a change of the connection. */
  public static String of(HistoryEntry entry) {
    return entry.hasReason()
        ? of(entry.getReason(), entry.getText())
        : FailureWords.cause(entry.getCode(), entry.getText());
  }

  /** Why a measurement ended early; or empty. */
  public static String problem(SpeedReport report) {
    return of(report.getProblemReason(), report.getProblem());
  }

  /** Why something of a measured pod is missing; or empty. */
  public static String podProblem(SpeedReport report) {
    return of(report.getPodProblemReason(), report.getPodProblem());
  }

  /**
   * One step of a name's reasoning.
   *
   * @param skipped whether it was a rule that did not apply
   */
  public record Step(String words, boolean skipped) {}
}
