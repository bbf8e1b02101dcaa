package dev.culvert.app.view;

import dev.culvert.proto.helper.v1.Flow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Flows that have something in common, as the head above them.
 *
 * @param key what they have in common
 * @param folded whether they are hidden below it
 */
public record FlowGroup(By by, String key, int flows, int live, int bad, boolean folded) {

  /** What flows can be put together by. */
  public enum By {
    /** Not at all. */
    NONE,
    /** The local program. */
    PROGRAM,
    /** The workload, or service, at the far end. */
    WORKLOAD,
    /** The far end's namespace. */
    NAMESPACE;

    String key(FlowRow row) {
      return switch (this) {
        case NONE -> "";
        case PROGRAM -> row.program();
        case WORKLOAD ->
            row.namespace().isEmpty() ? row.name() : row.name() + " · " + row.namespace();
        case NAMESPACE -> row.namespace().isEmpty() ? Units.UNKNOWN : row.namespace();
      };
    }
  }

  /**
   * The rows with a head above each group, groups in the order in which their first row comes.
   *
   * @param folded keys of groups whose rows are left out
   */
  static List<FlowRow> arrange(List<FlowRow> rows, By by, Set<String> folded) {
    if (by == By.NONE) {
      return rows;
    }
    Map<String, List<FlowRow>> groups = new LinkedHashMap<>();
    for (FlowRow row : rows) {
      groups.computeIfAbsent(by.key(row), _ -> new ArrayList<>()).add(row);
    }
    List<FlowRow> lines = new ArrayList<>(rows.size() + groups.size());
    groups.forEach((key, members) -> {
      lines.add(head(by, key, members, folded.contains(key)));
      if (!folded.contains(key)) {
        lines.addAll(members);
      }
    });
    return lines;
  }

  private static FlowRow head(By by, String key, List<FlowRow> members, boolean folded) {
    long in = 0;
    long out = 0;
    int live = 0;
    int bad = 0;
    int retransmits = 0;
    for (FlowRow row : members) {
      in += row.flow().getBytesIn();
      out += row.flow().getBytesOut();
      live += row.live() ? 1 : 0;
      bad += row.kind().bad() ? 1 : 0;
      retransmits += row.flow().getRetransmits();
    }
    Flow sum =
        Flow.newBuilder()
            // Heads have numbers of their own, which stay while the group is there.
            .setId(-1L - Integer.toUnsignedLong(key.hashCode()))
            .setBytesIn(in)
            .setBytesOut(out)
            .setRetransmits(retransmits)
            .build();
    return new FlowRow(sum, key, "", "", new FlowGroup(by, key, members.size(), live, bad, folded));
  }
}
