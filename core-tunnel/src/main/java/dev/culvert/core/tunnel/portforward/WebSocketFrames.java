package dev.culvert.core.tunnel.portforward;

import dev.culvert.core.tunnel.ConnectFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bytes above, binary frames of a WebSocket (RFC 6455) below: what the port-forward's
 * sub-protocols have in common. Outbound frames are masked in place (section 5.3): the buffers come
 * from TLS, which made them for us alone. Inbound, payload is passed on in slices as it arrives,
 * whole frame or not.
 */
abstract class WebSocketFrames extends FlushedFrames {
  /** RFC 6455 section 7.4.1. */
  private static final int NORMAL_CLOSURE = 1000;

  /** Of a frame that has no channel in front. */
  static final int NO_CHANNEL = -1;

  private final FrameReader reader;
  private final FrameMask mask = new FrameMask();
  private final int outbound;
  private @Nullable ConnectFailure ended;

  /**
   * Frames of a sub-protocol.
   *
   * @param outbound the channel that stands in front of each frame's payload, or {@link
   *     #NO_CHANNEL}; inbound frames have one when outbound ones do
   */
  WebSocketFrames(int outbound) {
    super(Long.MAX_VALUE);
    this.outbound = outbound;
    reader = new FrameReader(outbound != NO_CHANNEL);
  }

  /** A part of a frame's payload has come. Takes it over. */
  abstract void received(ChannelHandlerContext ctx, int channel, ByteBuf slice);

  /** Why the forward ended, when the server closed it in order: from what it said before. */
  abstract ConnectFailure closed(String reason);

  @Override
  final ByteBuf header(ByteBufAllocator alloc, long length) {
    return outbound == NO_CHANNEL
        ? mask.binaryFrame(alloc, length)
        : mask.binaryFrame(alloc, length + 1, outbound);
  }

  @Override
  final ByteBuf payload(ByteBufAllocator alloc, ByteBuf part) {
    return mask.apply(alloc, part);
  }

  @Override
  public final void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    writeFrame(ctx);
    var _ = ctx.writeAndFlush(mask.closeFrame(ctx.alloc(), NORMAL_CLOSURE));
    var _ = ctx.close(promise);
  }

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      while (ended == null && reader.next(bytes)) {
        switch (reader.kind()) {
          case PAYLOAD ->
              received(ctx, reader.channel(), bytes.readRetainedSlice(reader.take(bytes)));
          case PING -> {
            // A frame of data that is not complete yet ends before the pong begins.
            writeFrame(ctx);
            var _ = ctx.writeAndFlush(mask.pongFrame(ctx.alloc(), reader.control()));
          }
          case PONG -> {}
          case CLOSE -> end(ctx, closed(reader.closeReason()));
        }
      }
    } catch (FrameReader.Malformed e) {
      end(ctx, new ConnectFailure(ConnectFailure.Kind.PROTOCOL, String.valueOf(e.getMessage()), e));
    } finally {
      bytes.release();
    }
  }

  final void end(ChannelHandlerContext ctx, ConnectFailure failure) {
    if (ended == null) {
      ended = failure;
      ctx.fireExceptionCaught(failure);
      var _ = ctx.close();
    }
  }

  final boolean isEnded() {
    return ended != null;
  }
}
