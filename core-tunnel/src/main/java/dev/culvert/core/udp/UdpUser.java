package dev.culvert.core.udp;

import io.netty.buffer.ByteBuf;

/** Who uses a UDP flow. Called on the loop. */
public interface UdpUser {
  /** A datagram from the program, given away. */
  void onReceived(ByteBuf payload);

  /** The flow has been silent, had to make room, or the program is gone. Nothing comes after it. */
  void onOver();
}
