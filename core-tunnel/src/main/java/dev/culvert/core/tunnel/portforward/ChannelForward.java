package dev.culvert.core.tunnel.portforward;

import dev.culvert.core.tunnel.ConnectFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * A stream of bytes over {@code v4.channel.k8s.io}: each WebSocket frame begins with a channel's
 * number. Channel 0 carries the bytes, channel 1 the reason when the pod's port does not answer;
 * each begins with the port's number in two bytes.
 *
 * <p>Every API server knows it. What the container runtime does to each byte of it costs more than
 * {@link SpdyForward} does (decision 18), so this is for servers that do not know that one.
 */
final class ChannelForward extends WebSocketFrames {
  private static final int DATA = 0;
  private static final int ERROR = 1;

  /** Bytes of each channel's own port, still to be skipped: two on each. */
  private final int[] portBytes = {2, 2};

  private final ForwardError error = new ForwardError();

  ChannelForward() {
    super(DATA);
  }

  @Override
  void received(ChannelHandlerContext ctx, int channel, ByteBuf slice) {
    if (channel > ERROR) {
      slice.release();
      return;
    }
    int skip = Math.min(portBytes[channel], slice.readableBytes());
    portBytes[channel] -= skip;
    slice.skipBytes(skip);
    if (!slice.isReadable()) {
      slice.release();
    } else if (channel == DATA) {
      ctx.fireChannelRead(slice);
    } else {
      error.add(slice);
    }
  }

  @Override
  ConnectFailure closed(String reason) {
    return error.ended(reason);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!isEnded() && error.isSaid()) {
      end(ctx, error.ended(""));
    }
    ctx.fireChannelInactive();
  }
}
