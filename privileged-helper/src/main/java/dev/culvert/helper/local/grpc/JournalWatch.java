package dev.culvert.helper.local.grpc;

import dev.culvert.helper.host.HostNetwork.Kind;
import dev.culvert.helper.host.HostNetwork.Made;
import dev.culvert.proto.helper.v1.JournalLine;
import dev.culvert.proto.helper.v1.JournalReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * When each change of the undo journal came and went. The journal itself holds what is needed to
 * undo and no more; this watches it, and so knows the times only of what came while it watched.
 */
final class JournalWatch {
  /** Undone changes that are remembered. */
  private static final int REMEMBERED = 100;

  private final Supplier<List<Made>> changes;
  private final InstantSource clock;
  private final Map<Long, Line> inForce = new LinkedHashMap<>();
  private final ArrayDeque<Line> undone = new ArrayDeque<>();
  private boolean begun;

  private record Line(Made change, Optional<Instant> made, Optional<Instant> undone) {}

  JournalWatch(Supplier<List<Made>> changes, InstantSource clock) {
    this.changes = changes;
    this.clock = clock;
    // The first look is now: what comes a moment later has its time.
    tick();
  }

  /** Looks at the journal; called often. */
  synchronized void tick() {
    List<Made> now = changes.get();
    Instant at = clock.instant();
    Set<Long> numbers = new HashSet<>();
    for (Made change : now) {
      numbers.add(change.number());
      // What was there at the first look, an earlier helper may have made.
      inForce.computeIfAbsent(
          change.number(),
          _ -> new Line(change, begun ? Optional.of(at) : Optional.empty(), Optional.empty()));
    }
    begun = true;
    List<Line> gone = new ArrayList<>();
    inForce.forEach((number, line) -> {
      if (!numbers.contains(number)) {
        gone.add(line);
      }
    });
    for (Line line : gone) {
      inForce.remove(line.change.number());
      undone.addFirst(new Line(line.change, line.made, Optional.of(at)));
      if (undone.size() > REMEMBERED) {
        undone.removeLast();
      }
    }
  }

  /** What is in force, newest first, then what was undone, latest first. */
  synchronized JournalReport report() {
    tick();
    JournalReport.Builder report = JournalReport.newBuilder();
    List<Line> lines = new ArrayList<>(inForce.values());
    lines.sort((a, b) -> Long.compare(b.change.number(), a.change.number()));
    lines.addAll(undone);
    for (Line line : lines) {
      JournalLine.Builder message =
          JournalLine.newBuilder().setKind(kind(line.change.kind())).setWhat(line.change.what());
      line.made.map(StateMessages::timestamp).ifPresent(message::setMade);
      line.undone.map(StateMessages::timestamp).ifPresent(message::setUndone);
      report.addLines(message);
    }
    return report.build();
  }

  private static JournalLine.Kind kind(Kind kind) {
    return switch (kind) {
      case DEVICE -> JournalLine.Kind.KIND_DEVICE;
      case ADDRESS -> JournalLine.Kind.KIND_ADDRESS;
      case ROUTE -> JournalLine.Kind.KIND_ROUTE;
      case DNS -> JournalLine.Kind.KIND_DNS;
      case MOUNT -> JournalLine.Kind.KIND_MOUNT;
      case OTHER -> JournalLine.Kind.KIND_OTHER;
    };
  }
}
