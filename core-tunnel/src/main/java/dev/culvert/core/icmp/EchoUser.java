package dev.culvert.core.icmp;

import io.netty.buffer.ByteBuf;

/** Who carries the pings of a flow. Called on the loop. */
public interface EchoUser {
  /**
   * A request.
   *
   * @param body the sequence number and the data, as in RFC 792; given away
   */
  void onRequest(ByteBuf body);

  /** The flow is over: nobody has pinged for a while, or the engine ends. */
  void onOver();
}
