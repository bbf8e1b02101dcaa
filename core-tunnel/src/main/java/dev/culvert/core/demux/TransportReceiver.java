package dev.culvert.core.demux;

import dev.culvert.core.link.Packet;
import dev.culvert.core.wire.IpHeader;

/** Takes whole packets of one transport protocol. */
public interface TransportReceiver {
  /** One packet; both objects are borrowed for this call. */
  void onPacket(Packet packet, IpHeader ip);
}
