package dev.culvert.uitests;

import dev.culvert.uitests.gallery.Shot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.robot.Robot;

/**
 * JavaFX from the outside: runs things on its thread, waits for what it shows, presses real keys
 * and buttons through the toolkit's robot, takes pictures.
 */
public final class Fx {
  private static final AtomicBoolean STARTED = new AtomicBoolean();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Fx() {}

  /** Starts the toolkit, once in a process. */
  public static void start() {
    if (!STARTED.compareAndSet(false, true)) {
      return;
    }
    CountDownLatch up = new CountDownLatch(1);
    Platform.startup(up::countDown);
    Platform.setImplicitExit(false);
    try {
      if (!up.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("JavaFX did not start within 60 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs on JavaFX' thread and waits for it. */
  public static <T> T on(Callable<T> task) {
    if (Platform.isFxApplicationThread()) {
      try {
        return task.call();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    FutureTask<T> future = new FutureTask<>(task);
    Platform.runLater(future);
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Failed on JavaFX' thread: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("JavaFX' thread did not come back within 60 s", e);
    }
  }

  /** The same for what gives nothing. */
  public static void run(Runnable task) {
    on(() -> {
      task.run();
      return true;
    });
  }

  /** Waits until something is so, looking once a frame. */
  public static void await(String what, BooleanSupplier so) {
    await(what, PATIENCE, so);
  }

  /** As {@link #await(String, BooleanSupplier)}, for longer or shorter. */
  public static void await(String what, Duration patience, BooleanSupplier so) {
    CountDownLatch done = new CountDownLatch(1);
    AnimationTimer timer =
        new AnimationTimer() {
          @Override
          public void handle(long now) {
            if (so.getAsBoolean()) {
              stop();
              done.countDown();
            }
          }
        };
    run(timer::start);
    try {
      if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        run(timer::stop);
        throw new AssertionError("Not so after " + patience.toSeconds() + " s: " + what);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for so many frames. */
  public static void frames(int count) {
    int[] left = {count};
    await("frames", () -> left[0]-- <= 0);
  }

  /** Presses and releases the mouse in the middle of a node. */
  public static void click(Node node) {
    click(() -> node);
  }

  /** The same with what is there then: a screen may show itself anew at any moment before. */
  public static void click(Supplier<Node> there) {
    // It may have come a moment ago and not have its place yet.
    frames(2);
    run(() -> {
      Node node = there.get();
      Bounds bounds = node.localToScreen(node.getBoundsInLocal());
      Robot robot = new Robot();
      robot.mouseMove(bounds.getCenterX(), bounds.getCenterY());
      robot.mousePress(MouseButton.PRIMARY);
      robot.mouseRelease(MouseButton.PRIMARY);
    });
    frames(2);
  }

  /** Presses keys in order and releases them backwards. */
  public static void keys(KeyCode... keys) {
    run(() -> {
      Robot robot = new Robot();
      for (KeyCode key : keys) {
        robot.keyPress(key);
      }
      for (int i = keys.length - 1; i >= 0; i--) {
        robot.keyRelease(keys[i]);
      }
    });
    frames(2);
  }

  /** A picture of a scene. */
  public static WritableImage image(Scene scene) {
    frames(6);
    return on(() -> {
      // Of the window, not of what a shadow or a focus ring draws beyond its edge.
      Bounds whole = scene.getRoot().getLayoutBounds();
      SnapshotParameters parameters = new SnapshotParameters();
      parameters.setViewport(new Rectangle2D(0, 0, whole.getWidth(), whole.getHeight()));
      return scene.getRoot().snapshot(parameters, null);
    });
  }

  /** A picture of a scene, as a PNG file. */
  public static void picture(Scene scene, Path file) {
    Shot.of(image(scene)).write(file);
  }
}
