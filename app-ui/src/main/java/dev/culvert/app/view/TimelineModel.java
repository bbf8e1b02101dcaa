package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.helper.v1.HistoryEntry;
import dev.culvert.proto.helper.v1.HistoryEntry.Kind;
import dev.culvert.proto.helper.v1.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;

/** What became of the connection in the last day, as the helper kept it. */
public final class TimelineModel implements AutoCloseable {
  /** So far back. */
  public static final Duration DAY = Duration.ofHours(24);

  private final Workbench bench;
  private final TreeMap<Long, HistoryEntry> known = new TreeMap<>();
  private final ReadOnlyObjectWrapper<List<HistoryEntry>> entries =
      new ReadOnlyObjectWrapper<>(List.of());
  private final SimpleObjectProperty<HistoryEntry> news = new SimpleObjectProperty<>();
  private final Subscription watch;

  TimelineModel(HelperClient helper, Workbench bench) {
    this.bench = bench;
    this.watch = helper.watchHistory(event -> bench.ui(() -> onEvent(event)));
  }

  /** Everything known, oldest first. */
  public ReadOnlyObjectProperty<List<HistoryEntry>> entries() {
    return entries.getReadOnlyProperty();
  }

  /** The latest entry that came while the window was open; {@code null} at first. */
  ReadOnlyObjectProperty<HistoryEntry> news() {
    return news;
  }

  private void onEvent(HistoryEvent event) {
    if (event.getSnapshot()) {
      known.clear();
    }
    event.getUpsertsList().forEach(entry -> known.put(entry.getId(), entry));
    entries.set(List.copyOf(known.values()));
    if (!event.getSnapshot()) {
      event.getUpsertsList().forEach(news::set);
    }
  }

  /** The last day as one bar, oldest first, without gaps. */
  public List<Span> spans() {
    Instant now = bench.now();
    Instant begin = now.minus(DAY);
    List<Span> spans = new ArrayList<>();
    List<HistoryEntry> all = entries.get();
    if (all.isEmpty() || at(all.getFirst()).isAfter(begin)) {
      Instant first = all.isEmpty() ? now : at(all.getFirst());
      spans.add(new Span(begin, first, Tone.UNKNOWN, text("timeline.unknown")));
    }
    for (int i = 0; i < all.size(); i++) {
      Instant from = at(all.get(i)).isBefore(begin) ? begin : at(all.get(i));
      Instant to = i + 1 < all.size() ? at(all.get(i + 1)) : now;
      if (to.isAfter(from)) {
        Tone tone = Tone.of(all.get(i).getKind());
        spans.add(new Span(from, to, tone, words(all.get(i))));
      }
    }
    return spans;
  }

  /** How long it was how, over the last day. */
  public Map<Tone, Duration> sums() {
    Map<Tone, Duration> sums = new EnumMap<>(Tone.class);
    spans()
        .forEach(
            span -> sums.merge(span.tone, Duration.between(span.from, span.to), Duration::plus));
    return sums;
  }

  /** The changes, newest first. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    List<HistoryEntry> all = entries.get();
    Instant begin = bench.now().minus(DAY);
    for (int i = all.size() - 1; i >= 0; i--) {
      HistoryEntry entry = all.get(i);
      Instant until = i + 1 < all.size() ? at(all.get(i + 1)) : bench.now();
      if (i + 1 < all.size() && until.isBefore(begin)) {
        break;
      }
      lines.add(
          new Line(
              entry.getId(),
              at(entry),
              Tone.of(entry.getKind()),
              words(entry),
              detail(entry),
              entry.getCode(),
              Duration.between(at(entry), until)));
    }
    return lines;
  }

  private static String words(HistoryEntry entry) {
    String key =
        "timeline." + entry.getKind().name().substring(5).toLowerCase(java.util.Locale.ROOT);
    return text(key, entry.getContext());
  }

  private static String detail(HistoryEntry entry) {
    String said = ReasonWords.of(entry);
    if (entry.getKind() == Kind.KIND_RECONNECTING) {
      String tried = Messages.count("timeline.attempts", Math.max(1, entry.getAttempts()));
      return entry.getLiveFlows() > 0
          ? text(
              "timeline.reconnecting.kept",
              said,
              tried,
              Messages.count("timeline.kept", entry.getLiveFlows()))
          : text("timeline.reconnecting.detail", said, tried);
    }
    return said;
  }

  static Instant at(HistoryEntry entry) {
    return BarWords.instant(entry.getAt());
  }

  @Override
  public void close() {
    watch.close();
  }

  /**
   * A part of the day in which it was one way.
   *
   * @param words what it was, as one reads it
   */
  public record Span(Instant from, Instant to, Tone tone, String words) {}

  /**
   * A change.
   *
   * @param code of a failure, or empty
   * @param lasted until the next change
   */
  public record Line(
      long id, Instant at, Tone tone, String title, String detail, String code, Duration lasted) {}

  /** How it was. */
  public enum Tone {
    /** Connected. */
    GOOD("success", "mdi2c-check-circle"),
    /** It worked, not well. */
    DEGRADED("warning", "mdi2a-alert"),
    /** On the way, the first time or again. */
    BUSY("info", "mdi2s-sync"),
    /** It ended by itself. */
    FAILED("danger", "mdi2c-close-octagon-outline"),
    /** Nobody wanted a connection. */
    IDLE("muted", "mdi2c-circle-outline"),
    /** Nobody was there to say. */
    UNKNOWN("subtle", "mdi2m-minus-circle-outline");

    private final String style;
    private final String icon;

    Tone(String style, String icon) {
      this.style = style;
      this.icon = icon;
    }

    /** The name of its colour. */
    public String style() {
      return style;
    }

    /** The name of its icon. */
    public String icon() {
      return icon;
    }

    /** Its name. */
    public String title() {
      return text("timeline.tone." + name().toLowerCase(java.util.Locale.ROOT));
    }

    static Tone of(Kind kind) {
      return switch (kind) {
        case KIND_CONNECTED -> GOOD;
        case KIND_DEGRADED -> DEGRADED;
        case KIND_CONNECTING, KIND_RECONNECTING -> BUSY;
        case KIND_FAILED -> FAILED;
        case KIND_DISCONNECTED, KIND_HELPER_STARTED -> IDLE;
        case KIND_HELPER_STOPPED, KIND_UNSPECIFIED, UNRECOGNIZED -> UNKNOWN;
      };
    }
  }
}
