package dev.culvert.app.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Time is turned by hand; everything runs on the one thread that turns it. */
final class HandWorkbench implements Workbench {
  private final PriorityQueue<Due> dues =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::number));
  private final List<String> copied = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private long number;

  /** Lets so much time pass, and everything happen that is due meanwhile. */
  void pass(Duration time) {
    Instant end = now.plus(time);
    while (!dues.isEmpty() && !dues.element().at().isAfter(end)) {
      Due due = dues.remove();
      now = due.at();
      due.task().run();
    }
    now = end;
  }

  /** What was put on the clipboard. */
  List<String> copied() {
    return copied;
  }

  @Override
  public void ui(Runnable task) {
    task.run();
  }

  @Override
  public void work(Runnable task) {
    task.run();
  }

  @Override
  public void later(Duration delay, Runnable task) {
    dues.add(new Due(now.plus(delay), number++, task));
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public ZoneId zone() {
    return ZoneOffset.UTC;
  }

  @Override
  public void copy(String text) {
    copied.add(text);
  }

  private record Due(Instant at, long number, Runnable task) {}
}
