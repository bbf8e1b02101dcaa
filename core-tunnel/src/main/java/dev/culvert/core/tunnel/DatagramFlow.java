package dev.culvert.core.tunnel;

import io.netty.buffer.ByteBuf;

/**
 * A UDP flow's far half: datagrams to and from one remote end. Runs on one event loop; see {@link
 * Dialer}.
 */
public interface DatagramFlow {

  /**
   * Sends one datagram. Takes over the buffer.
   *
   * @return false when it was dropped because the tunnel has no room
   */
  boolean send(ByteBuf payload);

  /** Forgets the flow on both sides. The listener hears nothing more. */
  void close();

  /** What the far side says. */
  interface Listener {
    /**
     * It does not go to the cluster but to a program of this computer. Comes first, or not at all.
     *
     * @param attachment because of which
     */
    default void onDirect(String attachment) {}

    /** One datagram; the buffer is given to the listener. */
    void onDatagram(ByteBuf payload);

    /**
     * A datagram could not be delivered (ICMP port unreachable and its like). The flow stays open.
     */
    void onError(Failure failure);

    /** The far side forgot the flow, or the tunnel is gone. The flow is over. */
    void onClosed();
  }
}
