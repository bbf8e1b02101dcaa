package dev.culvert.core.tunnel.portforward;

import dev.culvert.core.tunnel.ConnectFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * {@code SPDY/3.1+portforward.k8s.io}: a WebSocket whose frames carry a stream of bytes, and the
 * stream is the SPDY of {@link SpdyForward} (Kubernetes enhancement 4006).
 */
final class TunnelFrames extends WebSocketFrames {
  TunnelFrames() {
    super(NO_CHANNEL);
  }

  @Override
  void received(ChannelHandlerContext ctx, int channel, ByteBuf slice) {
    ctx.fireChannelRead(slice);
  }

  @Override
  ConnectFailure closed(String reason) {
    return new ForwardError().ended(reason);
  }
}
