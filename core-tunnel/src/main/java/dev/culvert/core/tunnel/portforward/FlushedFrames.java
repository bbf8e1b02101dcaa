package dev.culvert.core.tunnel.portforward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts everything that is written between two flushes into one frame: a header, then the buffers as
 * they are. Far ends handle a frame at a time, so few and large ones cost them least. Backpressure
 * is the channel's own: nothing is held here beyond one turn of the loop.
 */
abstract class FlushedFrames extends ChannelDuplexHandler {
  private final long longest;
  private List<ByteBuf> pending = new ArrayList<>();
  private List<ChannelPromise> promises = new ArrayList<>();
  private long pendingBytes;

  /** Frames of at most so many bytes of payload. */
  FlushedFrames(long longest) {
    this.longest = longest;
  }

  /** The header of a frame whose payload comes next. */
  abstract ByteBuf header(ByteBufAllocator alloc, long length);

  /** The next part of a frame's payload, in the form it has on the wire. Takes it over. */
  ByteBuf payload(ByteBufAllocator alloc, ByteBuf part) {
    return part;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf part)) {
      var _ = ctx.write(message, promise);
      return;
    }
    int length = part.readableBytes();
    if (length == 0) {
      part.release();
      promise.trySuccess();
      return;
    }
    if (pendingBytes + length > longest) {
      writeFrame(ctx);
    }
    pending.add(part);
    promises.add(promise);
    pendingBytes += length;
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    writeFrame(ctx);
    ctx.flush();
  }

  /** What was written so far becomes a frame; not flushed. */
  final void writeFrame(ChannelHandlerContext ctx) {
    if (pending.isEmpty()) {
      return;
    }
    // A write may come back here: an event of the channel's may make something above write.
    List<ByteBuf> buffers = pending;
    List<ChannelPromise> waiting = promises;
    pending = new ArrayList<>();
    promises = new ArrayList<>();
    long length = pendingBytes;
    pendingBytes = 0;
    var _ = ctx.write(header(ctx.alloc(), length));
    for (int i = 0; i < buffers.size(); i++) {
      var _ = ctx.write(payload(ctx.alloc(), buffers.get(i)), waiting.get(i));
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    pending.forEach(ByteBuf::release);
    pending.clear();
    promises.forEach(promise -> promise.tryFailure(new ClosedChannelException()));
    promises.clear();
  }
}
