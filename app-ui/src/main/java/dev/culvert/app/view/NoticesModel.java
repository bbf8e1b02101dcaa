package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.update.Channel;
import dev.culvert.app.update.Release;
import dev.culvert.proto.helper.v1.HistoryEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * What a person should know and may have missed: what is wrong with files, which stays until it is
 * right, and what happened to the connection, newest first.
 */
public final class NoticesModel {
  private static final int KEPT = 30;

  private final Workbench bench;
  private final List<Item> standing = new ArrayList<>();
  private final List<Item> released = new ArrayList<>();
  private final List<Item> happened = new ArrayList<>();
  private final ReadOnlyObjectWrapper<List<Item>> items = new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyBooleanWrapper unseen = new ReadOnlyBooleanWrapper();

  NoticesModel(Workbench bench) {
    this.bench = bench;
  }

  /** What there is, the standing ones first. */
  public ReadOnlyObjectProperty<List<Item>> items() {
    return items.getReadOnlyProperty();
  }

  /** Whether there is something that nobody has looked at. */
  public ReadOnlyBooleanProperty unseen() {
    return unseen.getReadOnlyProperty();
  }

  /** The person has looked. */
  public void look() {
    unseen.set(false);
  }

  /** Forgets what happened; what stands, stands. */
  public void clear() {
    happened.clear();
    publish();
  }

  /** Something happened. */
  public void happened(String tone, String icon, String title, String detail) {
    happened.addFirst(new Item(bench.now(), tone, icon, title, detail, false));
    if (happened.size() > KEPT) {
      happened.removeLast();
    }
    unseen.set(true);
    publish();
  }

  /** Files that need the person: these, and no others. */
  void standing(List<String> kubeconfig, List<String> settings) {
    List<Item> next = new ArrayList<>();
    kubeconfig.forEach(problem ->
        next.add(
            new Item(
                bench.now(),
                "warning",
                "mdi2f-file-alert-outline",
                text("notice.kubeconfig"),
                problem,
                true)));
    settings.forEach(problem ->
        next.add(
            new Item(
                bench.now(),
                "warning",
                "mdi2c-cog-outline",
                text("notice.settings"),
                problem,
                true)));
    List<String> before = standing.stream().map(Item::detail).toList();
    if (next.stream().map(Item::detail).anyMatch(detail -> !before.contains(detail))) {
      unseen.set(true);
    }
    standing.clear();
    standing.addAll(next);
    publish();
  }

  /** A newer Culvert is there, or none; stands until it is installed. */
  public void release(Optional<Release> newer, String current, Channel channel) {
    List<Item> next =
        newer.stream()
            .map(release ->
                new Item(
                    bench.now(),
                    "info",
                    "mdi2a-arrow-up-circle-outline",
                    text("notice.release", release.version()),
                    text("notice.release." + channel.word(), current, release.page()),
                    true))
            .toList();
    List<String> before = released.stream().map(Item::title).toList();
    if (next.stream().map(Item::title).anyMatch(title -> !before.contains(title))) {
      unseen.set(true);
    }
    released.clear();
    released.addAll(next);
    publish();
  }

  /** The helper told of a change while the window was open. */
  void onHistory(HistoryEntry entry) {
    TimelineModel.Tone tone = TimelineModel.Tone.of(entry.getKind());
    switch (entry.getKind()) {
      case KIND_RECONNECTING -> {
        if (entry.getAttempts() <= 1) {
          happened(
              tone.style(),
              tone.icon(),
              text("timeline.reconnecting", entry.getContext()),
              ReasonWords.of(entry));
        }
      }
      case KIND_DEGRADED ->
          happened(
              tone.style(),
              tone.icon(),
              text("timeline.degraded", entry.getContext()),
              ReasonWords.of(entry));
      case KIND_FAILED ->
          happened(
              tone.style(),
              tone.icon(),
              text("timeline.failed", entry.getContext()),
              ReasonWords.of(entry));
      default -> {}
    }
  }

  private void publish() {
    List<Item> all = new ArrayList<>(standing);
    all.addAll(released);
    all.addAll(happened);
    items.set(List.copyOf(all));
  }

  /**
   * A notice.
   *
   * @param tone name of its colour
   * @param standing whether it stays until it is right
   */
  public record Item(
      Instant at, String tone, String icon, String title, String detail, boolean standing) {}
}
