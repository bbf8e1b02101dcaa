package dev.culvert.helper.session;

import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.speed.SpeedFigures;
import dev.culvert.core.tunnel.speed.SpeedTarget;
import dev.culvert.core.tunnel.speed.SpeedTest;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures the session there is, once at a time. Thread-safe. */
public final class SpeedDesk implements SessionUser {
  private volatile Optional<Now> now = Optional.empty();
  private final AtomicReference<@Nullable SpeedTest> running = new AtomicReference<>();

  private record Now(ManagerSession session, EventLoop loop) {}

  @Override
  public void use(ManagerSession session, EventLoop loop) {
    now = Optional.of(new Now(session, loop));
  }

  @Override
  public void pause() {
    now = Optional.empty();
  }

  @Override
  public void end() {
    pause();
  }

  /**
   * Begins to measure.
   *
   * @param told of figures, on an event loop; the last one is done
   * @return ends it
   * @throws IllegalStateException when nothing is connected, or it is measured already
   */
  public Runnable measure(long bytes, SpeedTarget target, Consumer<SpeedFigures> told) {
    Now at = now.orElseThrow(() -> new IllegalStateException("nothing is connected"));
    SpeedTest[] self = new SpeedTest[1];
    SpeedTest test =
        new SpeedTest(
            at.session,
            at.loop,
            bytes,
            target,
            figures -> {
              if (figures.done()) {
                running.compareAndSet(self[0], null);
              }
              told.accept(figures);
            });
    self[0] = test;
    if (!running.compareAndSet(null, test)) {
      throw new IllegalStateException("the way is being measured already");
    }
    test.start();
    return () -> {
      test.cancel();
      running.compareAndSet(test, null);
    };
  }
}
