package dev.culvert.app.view;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Turns any number of pokes into at most ten pictures a second. A picture is made off the user
 * interface's thread, handed over to it, and the next one is not begun before it was shown: a slow
 * computer gets fewer pictures, never a queue of them.
 */
final class Paced {
  private static final Duration PERIOD = Duration.ofMillis(100);

  private final Workbench bench;
  private final Supplier<Runnable> picture;
  private boolean busy;
  private boolean again;

  /**
   * @param picture called on the work thread; what it returns runs on the user interface's
   */
  Paced(Workbench bench, Supplier<Runnable> picture) {
    this.bench = bench;
    this.picture = picture;
  }

  /** Something changed. Any thread. */
  void poke() {
    synchronized (this) {
      if (busy) {
        again = true;
        return;
      }
      busy = true;
    }
    bench.work(this::make);
  }

  private void make() {
    synchronized (this) {
      again = false;
    }
    Runnable show = picture.get();
    bench.ui(() -> {
      try {
        show.run();
      } finally {
        bench.later(PERIOD, this::rest);
      }
    });
  }

  private void rest() {
    synchronized (this) {
      if (!again) {
        busy = false;
        return;
      }
    }
    make();
  }
}
