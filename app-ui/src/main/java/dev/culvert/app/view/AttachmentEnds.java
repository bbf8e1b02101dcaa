package dev.culvert.app.view;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * When own attachments end by themselves. Neither the helper nor the manager knows of it: this
 * application ends them, as long as it runs, in the window or in the tray; when it is quit it
 * disconnects, which ends them too. Kept by what was asked for and not by its id, which is another
 * after a reconnect; and in the settings' file, so that one that was killed ends when it is opened
 * again what is due by then.
 */
final class AttachmentEnds {
  /** The clock of the bench stands still while the computer sleeps: it is looked at anew. */
  private static final Duration LOOK = Duration.ofSeconds(20);

  /** So long after its time an end that was read from the file still counts. */
  private static final Duration LATE = Duration.ofDays(1);

  private static final String KEY = "attach-ends";

  private final Settings settings;
  private final Workbench bench;
  private final Supplier<List<Attachment>> mine;
  private final Consumer<Attachment> end;
  private final ReadOnlyObjectWrapper<Map<AttachSpec, Instant>> ends =
      new ReadOnlyObjectWrapper<>(Map.of());

  /** Those of an earlier process, until they are seen attached. */
  private final Set<AttachSpec> restored = new HashSet<>();

  private boolean looking;
  private boolean closed;

  /**
   * @param mine the own attachments
   * @param end ends one
   * @param settings where they are kept
   */
  AttachmentEnds(
      Workbench bench,
      Supplier<List<Attachment>> mine,
      Consumer<Attachment> end,
      Settings settings) {
    this.bench = bench;
    this.mine = mine;
    this.end = end;
    this.settings = settings;
    Map<AttachSpec, Instant> kept = new HashMap<>();
    settings.names(KEY).forEach(each -> read(each, kept));
    restored.addAll(kept.keySet());
    ends.set(Map.copyOf(kept));
    ends.addListener((o, was, is) -> keep(is));
  }

  private static void read(String line, Map<AttachSpec, Instant> kept) {
    String[] parts = line.split("@", -1);
    try {
      if (parts.length == 2) {
        kept.put(
            AttachSpec.parseFrom(Base64.getUrlDecoder().decode(parts[0])),
            Instant.ofEpochSecond(Long.parseLong(parts[1])));
      }
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      // Written by somebody else: it says nothing of an attachment of ours.
    }
  }

  private void keep(Map<AttachSpec, Instant> now) {
    Set<String> lines = new TreeSet<>();
    now.forEach((spec, at) ->
        lines.add(
            Base64.getUrlEncoder().withoutPadding().encodeToString(spec.toByteArray())
                + "@"
                + at.getEpochSecond()));
    settings.names(KEY, lines);
  }

  /** The own attachments have been told. */
  void told() {
    expire();
    look();
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
        !next.isPositive() || next.compareTo(LOOK) > 0 ? LOOK : next,
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
    mine.get().forEach(each -> restored.remove(each.getSpec()));
    Map<AttachSpec, Instant> left = new HashMap<>(ends.get());
    // What an earlier process has kept may not have been told yet.
    left.entrySet()
        .removeIf(each ->
            !bench
                .now()
                .isBefore(
                    restored.contains(each.getKey())
                        ? each.getValue().plus(LATE)
                        : each.getValue()));
    List<Attachment> over =
        mine.get().stream()
            .filter(each -> ends.get().containsKey(each.getSpec()))
            .filter(each -> !left.containsKey(each.getSpec()))
            .toList();
    ends.set(Map.copyOf(left));
    over.forEach(end);
  }
}
