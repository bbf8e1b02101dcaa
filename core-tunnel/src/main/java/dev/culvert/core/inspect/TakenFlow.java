package dev.culvert.core.inspect;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.Failure;
import org.jspecify.annotations.Nullable;

/**
 * A connection that an attachment brings to a program of this computer, as it is kept in a {@link
 * FlowLog}. Used by the loop that owns the connection.
 */
public final class TakenFlow {
  private final FlowLog log;
  private final TrackedFlow flow;
  private final long began = System.nanoTime();

  TakenFlow(FlowLog log, TrackedFlow flow) {
    this.log = log;
    this.flow = flow;
    flow.counters.state = "SYN-RECEIVED";
    flow.counters.publish();
  }

  /**
   * The program has accepted.
   *
   * @param program its end
   * @param ours the end that dialled it
   */
  public void opened(Endpoint program, Endpoint ours) {
    flow.counters.state = "ESTABLISHED";
    flow.counters.publish();
    log.established(flow.id, System.nanoTime() - began);
    log.find(flow, FlowRecorder.Protocol.TCP, program, ours);
  }

  /** So much went to the program. */
  public void in(int bytes) {
    if (flow.counters.bytesIn == 0) {
      flow.counters.firstByteNanos = System.nanoTime() - began;
    }
    flow.counters.bytesIn += bytes;
  }

  /** So much came from it. */
  public void out(int bytes) {
    flow.counters.bytesOut += bytes;
  }

  /** Lets readers see what was counted. */
  public void publish() {
    flow.counters.publish();
  }

  /** It is over; null when it ended as both sides wished. */
  public void ended(@Nullable Failure failure) {
    flow.counters.state = "CLOSED";
    log.ended(flow.id, failure);
  }
}
