package dev.culvert.core.tunnel.portforward;

import dev.culvert.core.tunnel.ConnectFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bytes over {@code portforward.k8s.io}, which is SPDY/3.1: a stream for the bytes, and
 * before it one on which the far end says why the pod's port does not answer. Both are opened at
 * once, and bytes follow without waiting for an answer.
 *
 * <p>Kubernetes' SPDY has no windows: backpressure is the connection's own. It carries one pair of
 * streams, so nothing else waits behind a reader that is slow.
 */
final class SpdyForward extends FlushedFrames {
  private static final int ERROR = 1;
  private static final int DATA = 3;
  private static final int CONTROL_PING = 0x8003_0006;

  private final int port;
  private final SpdyReader reader = new SpdyReader();
  private final ForwardError error = new ForwardError();
  private @Nullable ConnectFailure ended;

  /** A forward to a port of the pod. */
  SpdyForward(int port) {
    super(SpdyReader.LONGEST);
    this.port = port;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    // Names and values are compressed with a dictionary (SPDY/3.1 section 2.6.10.1): Netty's.
    EmbeddedChannel codec = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    try {
      codec.writeOutbound(opening(ERROR, "error"), opening(DATA, "data"));
      for (ByteBuf frame = codec.readOutbound(); frame != null; frame = codec.readOutbound()) {
        var _ = ctx.write(frame);
      }
      ctx.flush();
    } finally {
      codec.finishAndReleaseAll();
    }
  }

  private SpdySynStreamFrame opening(int stream, String type) {
    SpdySynStreamFrame frame = new DefaultSpdySynStreamFrame(stream, 0, (byte) 0);
    frame.headers().set("streamtype", type);
    frame.headers().set("port", Integer.toString(port));
    frame.headers().set("requestid", "0");
    // Nothing is ever written on the error stream.
    frame.setLast(stream == ERROR);
    return frame;
  }

  @Override
  ByteBuf header(ByteBufAllocator alloc, long length) {
    return alloc.ioBuffer(SpdyReader.HEADER).writeInt(DATA).writeInt((int) length);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      while (ended == null && reader.next(bytes)) {
        switch (reader.kind()) {
          case PAYLOAD -> received(ctx, bytes.readRetainedSlice(reader.take(bytes)));
          case END -> streamEnded(ctx, reader.stream());
          case RESET -> end(ctx, error.ended("stream reset, status " + reader.status()));
          case PING -> {
            writeFrame(ctx);
            ByteBuf pong = ctx.alloc().ioBuffer(12).writeInt(CONTROL_PING).writeInt(4);
            var _ = ctx.writeAndFlush(pong.writeInt(reader.status()));
          }
          case GOAWAY -> end(ctx, error.ended("it takes no more streams"));
        }
      }
    } catch (SpdyReader.Malformed e) {
      end(ctx, new ConnectFailure(ConnectFailure.Kind.PROTOCOL, String.valueOf(e.getMessage()), e));
    } finally {
      bytes.release();
    }
  }

  private void received(ChannelHandlerContext ctx, ByteBuf slice) {
    switch (reader.stream()) {
      case DATA -> ctx.fireChannelRead(slice);
      case ERROR -> error.add(slice);
      default -> slice.release();
    }
  }

  private void streamEnded(ChannelHandlerContext ctx, int stream) {
    if (stream == DATA || error.isSaid()) {
      end(ctx, error.ended(""));
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
    if (ended == null && error.isSaid()) {
      end(ctx, error.ended(""));
    }
    ctx.fireChannelInactive();
  }
}
