package dev.culvert.app.view;

import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * When own attachments end by themselves. Neither the helper nor the manager knows of it: this
 * application ends them, as long as it runs, in the window or in the tray; when it is quit it
 * disconnects, which ends them too. Kept by what was asked for and not by its id, which is another
 * after a reconnect.
 */
final class AttachmentEnds {
  /** The clock of the bench stands still while the computer sleeps: it is looked at anew. */
  private static final Duration LOOK = Duration.ofSeconds(20);

  private final Workbench bench;
  private final Supplier<List<Attachment>> mine;
  private final Consumer<Attachment> end;
  private final ReadOnlyObjectWrapper<Map<AttachSpec, Instant>> ends =
      new ReadOnlyObjectWrapper<>(Map.of());
  private boolean looking;
  private boolean closed;

  /**
   * @param mine the own attachments
   * @param end ends one
   */
  AttachmentEnds(Workbench bench, Supplier<List<Attachment>> mine, Consumer<Attachment> end) {
    this.bench = bench;
    this.mine = mine;
    this.end = end;
  }

  /** When each ends. */
  ReadOnlyObjectProperty<Map<AttachSpec, Instant>> ends() {
    return ends.getReadOnlyProperty();
  }

  /** This one ends after so long; without a time it does not. */
  void set(AttachSpec spec, Duration time) {
    Map<AttachSpec, Instant> next = new HashMap<>(ends.get());
    if (time.isZero()) {
      next.remove(spec);
    } else {
      next.put(spec, bench.now().plus(time));
    }
    ends.set(Map.copyOf(next));
    look();
  }

  /** It ends so much later. */
  void extend(AttachSpec spec, Duration more) {
    Instant end = ends.get().get(spec);
    if (end != null) {
      Map<AttachSpec, Instant> next = new HashMap<>(ends.get());
      next.put(spec, end.plus(more));
      ends.set(Map.copyOf(next));
    }
  }

  /** Looks no more. */
  void close() {
    closed = true;
  }

  private void look() {
    if (looking || closed || ends.get().isEmpty()) {
      return;
    }
    looking = true;
    Duration next =
        ends.get().values().stream()
            .map(end -> Duration.between(bench.now(), end))
            .min(Duration::compareTo)
            .orElse(LOOK);
    bench.later(
        next.isNegative() ? Duration.ZERO : next.compareTo(LOOK) < 0 ? next : LOOK,
        () ->
            bench.ui(() -> {
              looking = false;
              expire();
              look();
            }));
  }

  private void expire() {
    if (closed) {
      return;
    }
    Map<AttachSpec, Instant> left = new HashMap<>(ends.get());
    left.values().removeIf(end -> !bench.now().isBefore(end));
    List<Attachment> over =
        mine.get().stream()
            .filter(each -> ends.get().containsKey(each.getSpec()))
            .filter(each -> !left.containsKey(each.getSpec()))
            .toList();
    ends.set(Map.copyOf(left));
    over.forEach(end);
  }
}
