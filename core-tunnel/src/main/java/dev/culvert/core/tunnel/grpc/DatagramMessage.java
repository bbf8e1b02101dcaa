package dev.culvert.core.tunnel.grpc;

import dev.culvert.proto.tunnel.v1.DatagramFrame;
import io.netty.buffer.ByteBuf;

/** A {@code DatagramFrame} on its way: payload as a buffer, everything else as generated. */
public sealed interface DatagramMessage {

  /** Field {@code data}. Whoever sends it gives the buffer away; whoever receives it owns it. */
  record Data(long flow, ByteBuf payload) implements DatagramMessage {}

  /** Any frame but {@code data}. */
  record Control(DatagramFrame frame) implements DatagramMessage {}
}
