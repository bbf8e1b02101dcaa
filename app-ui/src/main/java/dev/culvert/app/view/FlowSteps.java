package dev.culvert.app.view;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What happened to a flow, in order: the SYN, the manager's dial, its answer, the first byte, the
 * end. A pure function; times count from the SYN.
 */
public record FlowSteps(List<Step> steps, Duration whole) {
  public FlowSteps {
    steps = List.copyOf(steps);
  }

  /**
   * One step.
   *
   * @param key of its name
   * @param tone of its bar: {@code success}, {@code warning}, {@code danger}, {@code info}, {@code
   *     subtle}
   */
  public record Step(String key, Duration begin, Duration end, String tone) {}

  /** The steps that are known of this flow now. */
  public static FlowSteps of(FlowRow row, Instant now) {
    List<Step> steps = new ArrayList<>();
    Duration lasted = row.lasted(now);
    boolean tcp = !row.flow().getTcpState().isEmpty();
    steps.add(new Step(tcp ? "syn" : "datagram", Duration.ZERO, Duration.ZERO, "subtle"));
    Duration dial = row.flow().hasDialTime() ? FlowRow.duration(row.flow().getDialTime()) : null;
    if (dial != null && tcp) {
      steps.add(new Step("dial", Duration.ZERO, dial, "success"));
    } else if (tcp) {
      String tone =
          switch (row.kind()) {
            case TIMED_OUT -> "warning";
            case DIALLING -> "info";
            case CLUSTER, RESET, TAKEN -> "success";
            case REFUSED, UNREACHABLE, FORBIDDEN -> "danger";
            case EXCLUDED -> "subtle";
          };
      steps.add(new Step("dial", Duration.ZERO, lasted, tone));
    }
    Duration first = row.flow().hasFirstByte() ? FlowRow.duration(row.flow().getFirstByte()) : null;
    if (first != null) {
      Duration from = dial == null || dial.compareTo(first) > 0 ? Duration.ZERO : dial;
      steps.add(new Step("first-byte", from, first, "success"));
    }
    if (row.flow().hasEnded()) {
      String key =
          switch (row.kind()) {
            case CLUSTER, DIALLING, EXCLUDED, TAKEN -> "close";
            case TIMED_OUT -> "silence";
            case REFUSED -> "refused";
            case UNREACHABLE -> "unreachable";
            case FORBIDDEN -> "forbidden";
            case RESET -> "reset";
          };
      steps.add(new Step(key, lasted, lasted, row.kind().bad() ? "danger" : "subtle"));
    } else {
      steps.add(new Step("open", first == null ? Duration.ZERO : first, lasted, "info"));
    }
    return new FlowSteps(steps, lasted);
  }

  /**
   * Where a time is drawn, 0 to 1. A flow may live for hours after a first byte in milliseconds:
   * the square root keeps both visible, in order.
   */
  public double share(Duration at) {
    double all = Math.max(1, whole.toNanos());
    return Math.sqrt(Math.clamp(at.toNanos() / all, 0, 1));
  }
}
