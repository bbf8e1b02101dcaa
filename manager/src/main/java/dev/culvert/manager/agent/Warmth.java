package dev.culvert.manager.agent;

import dev.culvert.manager.agent.path.Laptops;
import dev.culvert.manager.agent.path.WarmUp;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the agent warm, in two parts: a little while it looks for its manager, so that the classes
 * are there, and, once it has something to do, the more the busier the pod is. A pod that is asked
 * ten times a second does not notice four milliseconds more, and somebody waits for the attachment;
 * one that is asked two hundred times would have an agent that does nothing else, and its probes
 * would fail. One caller at a time.
 */
final class Warmth {
  private static final Logger LOG = LoggerFactory.getLogger(Warmth.class);

  /** What a pod with few visitors is worth. */
  static final int LEAST = 10;

  /** After so many a request takes half a millisecond, and gets no faster soon. */
  static final int MOST = 110;

  /** Segments a second for which one request more is made. */
  private static final int SEGMENTS = 10;

  /** The warm-up's own segments and the agent's are not the pod's: less than this tells nothing. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private static final Duration BUDGET = Duration.ofMillis(700);

  private final EventLoop loop;
  private final Laptops laptops;
  private final PodTraffic traffic;
  private final CompletableFuture<Look> first;
  private boolean second;

  /** The pod's count at a time of {@link System#nanoTime}; negative where it is not told. */
  private record Look(long segments, long nanos) {}

  /** Begins. */
  Warmth(EventLoop loop, Laptops laptops, PodTraffic traffic) {
    this.loop = loop;
    this.laptops = laptops;
    this.traffic = traffic;
    this.first =
        CompletableFuture.supplyAsync(
            () -> {
              WarmUp.run(loop, laptops, LEAST, BUDGET);
              return look();
            },
            task -> Thread.ofVirtual().name("culvert-warmth").start(task));
  }

  /** Blocks until it is warm; the manager is there. */
  void await() {
    Look before = first.join();
    if (!second) {
      second = true;
      WarmUp.run(loop, laptops, requests(before, look()), BUDGET);
    }
  }

  private Look look() {
    try {
      return new Look(traffic.segments(), System.nanoTime());
    } catch (IOException e) {
      LOG.info("how busy the pod is cannot be told: {}", e.getMessage());
      return new Look(-1, System.nanoTime());
    }
  }

  private static int requests(Look before, Look now) {
    if (before.segments < 0 || now.segments < 0) {
      return MOST;
    }
    return requests(now.segments - before.segments, Duration.ofNanos(now.nanos - before.nanos));
  }

  /** How many requests make the agent warm enough for a pod to which so many segments came. */
  static int requests(long segments, Duration within) {
    if (within.compareTo(LOOK) < 0) {
      return MOST;
    }
    double second = segments * 1e9 / within.toNanos();
    return (int) Math.clamp(second / SEGMENTS, LEAST, MOST);
  }
}
