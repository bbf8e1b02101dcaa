package dev.culvert.core.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** No allocation per packet in steady state, by what the virtual machine counts for this thread. */
final class AllocationTest {
  private static final int TURNS = 20_000;

  /** Segments of one turn. */
  private static final int BATCH = 32;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final SteadyFlow flow = new SteadyFlow();

  @Test
  void segmentsArriveWithoutAllocation() {
    double perTurn = bytesPerTurn(() -> flow.arrive(BATCH));
    System.out.printf("arrival: %.1f bytes for a turn of %d segments%n", perTurn, BATCH);
    assertThat(perTurn).isLessThan(BATCH);
  }

  /** A turn that the tunnel begins costs its task and no more, however much is sent in it. */
  @Test
  void sendingAllocatesNothingForEachSegment() {
    double perTurn = bytesPerTurn(flow::send);
    assertThat(flow.send()).as("bytes sent in a turn").isEqualTo(64 << 10);
    System.out.printf("send: %.1f bytes for a turn of 46 segments%n", perTurn);
    assertThat(perTurn).isLessThan(160);
  }

  private double bytesPerTurn(Runnable turn) {
    AtomicLong bytes = new AtomicLong();
    // As the event loop's thread: for others Netty keeps no buffers at hand.
    Thread loop =
        new FastThreadLocalThread(() -> {
          for (int i = 0; i < TURNS; i++) {
            turn.run();
          }
          long before = threads.getCurrentThreadAllocatedBytes();
          for (int i = 0; i < TURNS; i++) {
            turn.run();
          }
          bytes.set(threads.getCurrentThreadAllocatedBytes() - before);
        });
    loop.start();
    try {
      loop.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return bytes.get() / (double) TURNS;
  }
}
