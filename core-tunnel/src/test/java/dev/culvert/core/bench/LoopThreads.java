package dev.culvert.core.bench;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads as an event loop's, for which Netty keeps buffers at hand; JMH makes it by name. */
public final class LoopThreads extends ThreadPoolExecutor {
  /** As JMH calls it. */
  public LoopThreads(int threads, String name) {
    super(
        threads,
        threads,
        1,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        new DefaultThreadFactory(name, true));
  }
}
