package dev.culvert.core.inspect;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every flow from the engine. Called on the event loop, so it must be quick; the engine
 * calls nothing per packet here: it keeps its counters in the {@link FlowCounters} it was given,
 * which readers sample.
 */
public interface FlowRecorder {

  /** A number for a flow that is about to be opened: higher than all before. Any event loop. */
  long nextId();

  /** A SYN or a first datagram has come; the far side is being asked. */
  FlowCounters opened(long id, Protocol protocol, Endpoint source, Endpoint destination);

  /** It goes to a program of this computer and not to the cluster, because of an attachment. */
  void direct(long id, String attachment);

  /** The far side is connected; payload may flow. */
  void established(long id, long dialNanos);

  /** The flow is over; null when it ended as both sides wished. */
  void ended(long id, @Nullable Failure failure);

  /**
   * The flow is over because the program left it; nothing is wrong in the cluster.
   *
   * @param how in words for a person
   */
  void abandoned(long id, Reason how);

  /** What a flow carries. */
  enum Protocol {
    TCP,
    UDP,
    ICMP
  }
}
