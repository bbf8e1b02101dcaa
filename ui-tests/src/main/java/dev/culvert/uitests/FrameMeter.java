package dev.culvert.uitests;

import dev.culvert.app.view.Workbench;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javafx.animation.AnimationTimer;
import javafx.scene.Scene;

/**
 * How long JavaFX' thread works at a time: each task that the models hand to it, and each frame's
 * animation, CSS and layout. In processor time and not by the clock, so that other processes of a
 * busy machine do not count. What the headless platform then does with the picture is not the
 * window's: it copies each pixel in Java on this thread, which no display does.
 */
public final class FrameMeter {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final List<Double> TASKS = Collections.synchronizedList(new ArrayList<>());

  private FrameMeter() {}

  /**
   * What was measured, in milliseconds of work.
   *
   * @param frames how many
   * @param tasks how many
   */
  public record Figures(
      int frames,
      double medianFrame,
      double worstFrame,
      int tasks,
      double medianTask,
      double worstTask) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d frames of %.1f ms (median), %.1f ms at most; %d tasks of %.1f ms (median), %.1f ms at"
              + " most",
          frames,
          medianFrame,
          worstFrame,
          tasks,
          medianTask,
          worstTask);
    }
  }

  /** A workbench whose tasks for JavaFX' thread are measured. */
  public static Workbench watch(Workbench bench) {
    return new Watched(bench);
  }

  /**
   * Measures for so long.
   *
   * @param tenth called ten times a second meanwhile, on a thread of its own
   */
  public static Figures measure(Scene scene, Duration time, Runnable tenth) {
    List<Double> frames = new ArrayList<>();
    long[] begun = {-1};
    AnimationTimer timer =
        new AnimationTimer() {
          @Override
          public void handle(long now) {
            begun[0] = THREADS.getCurrentThreadCpuTime();
          }
        };
    Runnable laidOut =
        () -> {
          if (begun[0] >= 0) {
            frames.add((THREADS.getCurrentThreadCpuTime() - begun[0]) / 1e6);
            begun[0] = -1;
          }
        };
    try (ScheduledExecutorService feed = Executors.newSingleThreadScheduledExecutor()) {
      Fx.run(() -> {
        TASKS.clear();
        timer.start();
        scene.addPostLayoutPulseListener(laidOut);
      });
      var _ = feed.scheduleAtFixedRate(tenth, 0, 100, TimeUnit.MILLISECONDS);
      long end = System.nanoTime() + time.toNanos();
      Fx.await("the measured time", time.plusSeconds(60), () -> System.nanoTime() > end);
      feed.shutdownNow();
      Fx.run(() -> {
        timer.stop();
        scene.removePostLayoutPulseListener(laidOut);
      });
    }
    List<Double> tasks = List.copyOf(TASKS);
    return new Figures(
        frames.size(), median(frames), worst(frames), tasks.size(), median(tasks), worst(tasks));
  }

  private static double median(List<Double> figures) {
    return figures.isEmpty() ? 0 : figures.stream().sorted().toList().get(figures.size() / 2);
  }

  private static double worst(List<Double> figures) {
    return figures.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private record Watched(Workbench bench) implements Workbench {
    @Override
    public void ui(Runnable task) {
      bench.ui(() -> {
        long begun = THREADS.getCurrentThreadCpuTime();
        try {
          task.run();
        } finally {
          TASKS.add((THREADS.getCurrentThreadCpuTime() - begun) / 1e6);
        }
      });
    }

    @Override
    public void work(Runnable task) {
      bench.work(task);
    }

    @Override
    public void later(Duration delay, Runnable task) {
      bench.later(delay, task);
    }

    @Override
    public Instant now() {
      return bench.now();
    }

    @Override
    public ZoneId zone() {
      return bench.zone();
    }

    @Override
    public void copy(String text) {
      bench.copy(text);
    }
  }
}
