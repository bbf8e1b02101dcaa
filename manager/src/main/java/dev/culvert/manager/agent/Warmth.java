package dev.culvert.manager.agent;

import dev.culvert.manager.agent.path.Laptops;
import dev.culvert.manager.agent.path.WarmUp;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Makes the agent warm, in two parts: what goes to the application while it looks for its manager,
 * and the way to laptops once it has one and has something to do. One caller at a time.
 */
final class Warmth {
  private static final int REQUESTS = 60;
  private static final Duration MOST = Duration.ofMillis(700);

  private final EventLoop loop;
  private final Laptops laptops;
  private final CompletableFuture<Void> first;
  private boolean second;

  /** Begins. */
  Warmth(EventLoop loop, Laptops laptops) {
    this.loop = loop;
    this.laptops = laptops;
    this.first =
        CompletableFuture.runAsync(
            () -> WarmUp.run(loop, laptops, REQUESTS, MOST),
            task -> Thread.ofVirtual().name("culvert-warmth").start(task));
  }

  /** Blocks until it is warm; the manager is there. */
  void await() {
    first.join();
    if (!second) {
      second = true;
      WarmUp.run(loop, laptops, REQUESTS, MOST);
    }
  }
}
