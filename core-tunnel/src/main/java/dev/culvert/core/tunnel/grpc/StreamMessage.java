package dev.culvert.core.tunnel.grpc;

import dev.culvert.proto.tunnel.v1.StreamFrame;
import io.netty.buffer.ByteBuf;

/** A {@code StreamFrame} on its way: payload as a buffer, everything else as generated. */
public sealed interface StreamMessage {

  /** Field {@code data}. Whoever sends it gives the buffer away; whoever receives it owns it. */
  record Data(ByteBuf payload) implements StreamMessage {}

  /** Any frame but {@code data}. */
  record Control(StreamFrame frame) implements StreamMessage {}
}
