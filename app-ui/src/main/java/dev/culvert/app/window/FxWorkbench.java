package dev.culvert.app.window;

import dev.culvert.app.view.Workbench;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JavaFX' thread, one worker thread, the computer's clock. */
public final class FxWorkbench implements Workbench, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FxWorkbench.class);

  private final InstantSource clock;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("window-work").unstarted(task));

  /**
   * @param clock what time it is; pictures have a time of their own
   */
  public FxWorkbench(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void ui(Runnable task) {
    Platform.runLater(task);
  }

  @Override
  public void work(Runnable task) {
    later(Duration.ZERO, task);
  }

  @Override
  public void later(Duration delay, Runnable task) {
    try {
      ScheduledFuture<?> _ =
          worker.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: the window is gone, and with it what this would have shown.
      LOG.debug("The window is closed, a task is left out");
    }
  }

  /** A task that fails must be seen, and must not end those that follow. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("A task of the window failed", e);
    }
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public ZoneId zone() {
    return ZoneId.systemDefault();
  }

  @Override
  public void copy(String text) {
    ClipboardContent content = new ClipboardContent();
    content.putString(text);
    Clipboard.getSystemClipboard().setContent(content);
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
