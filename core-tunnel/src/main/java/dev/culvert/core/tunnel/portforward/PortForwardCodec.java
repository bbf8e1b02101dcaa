package dev.culvert.core.tunnel.portforward;

import dev.culvert.core.tunnel.ConnectFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between a stream of bytes above and WebSocket frames of {@code v4.channel.k8s.io} below: channel
 * 0 carries the bytes, channel 1 the reason when the pod's port does not answer.
 *
 * <p>Outbound, everything written between two flushes becomes one frame, masked in place (RFC 6455
 * section 5.3): the buffers come from TLS, which made them for us alone. Inbound, payload is passed
 * on in slices as it arrives, whole frame or not. Backpressure is the channel's own, both ways:
 * nothing is held here beyond one turn of the loop.
 */
public final class PortForwardCodec extends ChannelDuplexHandler {
  private static final int DATA = 0;
  private static final int ERROR = 1;

  /** RFC 6455 section 7.4.1. */
  private static final int NORMAL_CLOSURE = 1000;

  /** Longest text on the error channel that is kept. */
  private static final int LONGEST_ERROR = 4096;

  private final FrameReader reader = new FrameReader();
  private final FrameMask mask = new FrameMask();
  private final List<ByteBuf> pending = new ArrayList<>();
  private final List<ChannelPromise> promises = new ArrayList<>();
  private final StringBuilder error = new StringBuilder();
  private @Nullable ConnectFailure ended;
  private long pendingBytes;

  /** Bytes of each channel's own port, still to be skipped: two on each. */
  private final int[] portBytes = {2, 2};

  // Outbound.

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf payload) {
      pending.add(payload);
      promises.add(promise);
      pendingBytes += payload.readableBytes();
    } else {
      var _ = ctx.write(message, promise);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    writePending(ctx);
    ctx.flush();
  }

  private void writePending(ChannelHandlerContext ctx) {
    if (pending.isEmpty()) {
      return;
    }
    List<ByteBuf> buffers = List.copyOf(pending);
    List<ChannelPromise> waiting = List.copyOf(promises);
    long length = pendingBytes + 1;
    pending.clear();
    promises.clear();
    pendingBytes = 0;
    if (length == 1) {
      buffers.forEach(ByteBuf::release);
      waiting.forEach(ChannelPromise::trySuccess);
      return;
    }
    var _ = ctx.write(mask.binaryFrame(ctx.alloc(), length, DATA));
    for (int i = 0; i < buffers.size(); i++) {
      var _ = ctx.write(mask.apply(ctx.alloc(), buffers.get(i)), waiting.get(i));
    }
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    writePending(ctx);
    var _ = ctx.writeAndFlush(mask.closeFrame(ctx.alloc(), NORMAL_CLOSURE));
    var _ = ctx.close(promise);
  }

  // Inbound.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      while (ended == null && reader.next(bytes)) {
        switch (reader.kind()) {
          case PAYLOAD ->
              payload(ctx, reader.channel(), bytes.readRetainedSlice(reader.take(bytes)));
          case PING -> {
            var _ = ctx.writeAndFlush(mask.pongFrame(ctx.alloc(), reader.control()));
          }
          case PONG -> {}
          case CLOSE -> closed(ctx);
        }
      }
    } catch (FrameReader.Malformed e) {
      end(ctx, new ConnectFailure(ConnectFailure.Kind.PROTOCOL, String.valueOf(e.getMessage()), e));
    } finally {
      bytes.release();
    }
  }

  private void payload(ChannelHandlerContext ctx, int channel, ByteBuf slice) {
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
      if (error.length() < LONGEST_ERROR) {
        error.append(slice.toString(StandardCharsets.UTF_8));
      }
      slice.release();
    }
  }

  private void closed(ChannelHandlerContext ctx) {
    String reason = reader.closeReason();
    if (!error.isEmpty()) {
      end(
          ctx,
          new ConnectFailure(
              ConnectFailure.Kind.MANAGER_UNREACHABLE,
              "the API server opened the port-forward and the pod's port did not answer: "
                  + error.toString().strip()));
    } else {
      end(
          ctx,
          new ConnectFailure(
              ConnectFailure.Kind.CONNECTION_LOST,
              "the API server closed the port-forward" + (reason.isEmpty() ? "" : ": " + reason)));
    }
  }

  private void end(ChannelHandlerContext ctx, ConnectFailure failure) {
    if (ended == null) {
      ended = failure;
      ctx.fireExceptionCaught(failure);
      var _ = ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (ended == null && !error.isEmpty()) {
      closed(ctx);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    pending.forEach(ByteBuf::release);
    pending.clear();
    promises.forEach(promise -> promise.tryFailure(new java.nio.channels.ClosedChannelException()));
    promises.clear();
  }
}
