package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.helper.HelperException;
import dev.culvert.app.view.FailureView.Fate;
import dev.culvert.app.view.FailureView.Link;
import dev.culvert.proto.helper.v1.Connecting.Step;
import dev.culvert.proto.helper.v1.Failure;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The words of a failure, a function of what the helper said. */
final class FailureWords {
  private static final int STEPS = 5;

  private FailureWords() {}

  static FailureView of(
      Failure why, String context, State state, Map<Step, Instant> seen, Workbench bench) {
    int failed = Math.max(1, why.getStep().getNumber());
    List<Link> chain = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      Fate fate = step < failed ? Fate.DONE : step == failed ? Fate.FAILED : Fate.NOT_TRIED;
      chain.add(
          new Link(fate, text("chain." + step), said(step, fate, why, state), took(step, seen)));
    }
    String title = title(why, context);
    String detail = why.getDetail().isEmpty() ? "" : sentence(why.getDetail()) + " ";
    String remedy = remedy(why, context);
    StringBuilder details =
        new StringBuilder(title)
            .append('\n')
            .append(detail)
            .append('\n')
            .append(remedy)
            .append('\n');
    for (Link link : chain) {
      details
          .append(link.name())
          .append(": ")
          .append(link.text())
          .append(' ')
          .append(link.took())
          .append('\n');
    }
    details
        .append(why.getCode())
        .append(", context ")
        .append(context)
        .append(", helper ")
        .append(state.getHelperVersion())
        .append(", ")
        .append(bench.now());
    return new FailureView(
        title,
        detail + text("failed.nothing-changed"),
        chain,
        text("failed.remedy"),
        remedy,
        why.getCode(),
        details.toString());
  }

  /**
   * In a few words by the code; what the others said stands in the chain. The helper's own sentence
   * is English and names hosts and rights: who reads English gets it where the code has no title of
   * its own.
   */
  private static String title(Failure why, String context) {
    String byCode = "code." + why.getCode() + ".title";
    String told = Messages.english() ? byCode : "code." + why.getCode() + ".told";
    return Messages.has(byCode)
        ? text(byCode, context)
        : Messages.has(told) ? text(told, context) : text("failed.title", trim(why.getMessage()));
  }

  /** What to do: the helper's sentence for who reads its language, else the code's. */
  private static String remedy(Failure why, String context) {
    String byCode = "code." + why.getCode() + ".remedy";
    if (Messages.has(byCode) && (!Messages.english() || why.getRemedy().isEmpty())) {
      return text(byCode, context);
    }
    return why.getRemedy().isEmpty() ? text("failed.remedy.none") : sentence(why.getRemedy());
  }

  /** Why it is being connected anew: as {@link #remedy}. */
  static String cause(String code, String words) {
    String byCode = "code." + code + ".brief";
    return !Messages.english() && !code.isEmpty() && Messages.has(byCode) ? text(byCode) : words;
  }

  /** The cause in at most a few words, for the connection bar. */
  static String brief(Failure why) {
    String byCode = "code." + why.getCode() + ".brief";
    if (!why.getCode().isEmpty() && Messages.has(byCode)) {
      return text(byCode);
    }
    return text("step." + Math.max(1, why.getStep().getNumber()) + ".failed");
  }

  static String code(HelperException.Reason reason) {
    return switch (reason) {
      case NOT_RUNNING -> "CUL-W01";
      case NOT_TRUSTED -> "CUL-W02";
      case NOT_ALLOWED -> "CUL-W03";
      case BAD_REQUEST -> "CUL-W04";
      case WRONG_STATE -> "CUL-W05";
      case CREDENTIALS -> "CUL-A01";
      case FAILED -> "CUL-W09";
    };
  }

  static String remedy(HelperException.Reason reason, String owner) {
    return reason == HelperException.Reason.NOT_ALLOWED
        ? text("no-right.text", owner.isEmpty() ? "root" : owner)
        : text("remedy." + reason.name());
  }

  private static String said(int step, Fate fate, Failure why, State state) {
    return switch (fate) {
      case DONE ->
          step == 1
              ? text("chain.1.done", state.getHelperVersion())
              : text("chain." + step + ".done");
      case FAILED -> why.getDetail().isEmpty() ? trim(why.getMessage()) : trim(why.getDetail());
      case NOT_TRIED ->
          step == STEPS ? text("chain.not-tried.nothing-changed") : text("chain.not-tried");
    };
  }

  private static String took(int step, Map<Step, Instant> seen) {
    Instant from = seen.get(Step.forNumber(step));
    Instant to = step < STEPS ? seen.get(Step.forNumber(step + 1)) : null;
    return from == null || to == null ? "" : Units.time(Duration.between(from, to));
  }

  private static String trim(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private static String sentence(String text) {
    String trimmed = trim(text.strip());
    return trimmed.isEmpty()
        ? ""
        : Character.toUpperCase(trimmed.charAt(0)) + trimmed.substring(1) + ".";
  }
}
