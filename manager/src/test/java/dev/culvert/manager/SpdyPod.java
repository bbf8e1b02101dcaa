package dev.culvert.manager;

import dev.culvert.core.tunnel.transport.Transports;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The container runtime's end of {@code portforward.k8s.io}: a pair of SPDY streams of one request,
 * told apart by their headers, and a socket. It says why the socket cannot be had on the error
 * stream, and it pings.
 */
final class SpdyPod extends ChannelInboundHandlerAdapter {
  private final InetSocketAddress target;
  private final Map<String, Integer> streams = new HashMap<>();
  private final Queue<ByteBuf> early = new ArrayDeque<>();
  private @Nullable Channel pod;

  private SpdyPod(InetSocketAddress target) {
    this.target = target;
  }

  /** At the end of a pipeline whose bytes are SPDY from now on. */
  static void add(ChannelPipeline pipeline, InetSocketAddress target) {
    pipeline.addLast(new SpdyFrameCodec(SpdyVersion.SPDY_3_1), new SpdyPod(target));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case SpdySynStreamFrame opening -> open(ctx, opening);
      case SpdyDataFrame data when data.streamId() == stream("data") -> data(ctx, data.content());
      case SpdyPingFrame pong when pong.id() == 2 -> {}
      default -> {
        ReferenceCountUtil.release(message);
        throw new IllegalStateException("unexpected: " + message);
      }
    }
  }

  private int stream(String type) {
    return Objects.requireNonNull(streams.get(type), "no stream of type " + type);
  }

  private void open(ChannelHandlerContext ctx, SpdySynStreamFrame opening) {
    String port = opening.headers().getAsString("port");
    if (!port.matches("[0-9]+") || !opening.headers().getAsString("requestid").equals("0")) {
      throw new IllegalStateException("headers: " + opening.headers());
    }
    streams.put(opening.headers().getAsString("streamtype"), opening.streamId());
    var _ = ctx.writeAndFlush(new DefaultSpdySynReplyFrame(opening.streamId()));
    if (streams.size() < 2) {
      return;
    }
    var _ = ctx.writeAndFlush(new DefaultSpdyPingFrame(2));
    ctx.channel().config().setAutoRead(false);
    var _ =
        new Bootstrap()
            .group(ctx.channel().eventLoop())
            .channel(Transports.socket(ctx.channel().eventLoop()))
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new FromPod(ctx, stream("data")))
            .connect(target)
            .addListener((ChannelFuture done) -> {
              if (done.isSuccess()) {
                pod = done.channel();
                early.forEach(bytes -> data(ctx, bytes));
                early.clear();
                done.channel().read();
                ctx.read();
              } else {
                refuse(ctx, String.valueOf(done.cause().getMessage()));
              }
            });
  }

  private void refuse(ChannelHandlerContext ctx, String reason) {
    byte[] text = ("error forwarding port: " + reason).getBytes(StandardCharsets.UTF_8);
    var _ = ctx.write(new DefaultSpdyDataFrame(stream("error"), Unpooled.wrappedBuffer(text)));
    for (String type : new String[] {"error", "data"}) {
      DefaultSpdyDataFrame end = new DefaultSpdyDataFrame(stream(type));
      end.setLast(true);
      var _ = ctx.writeAndFlush(end);
    }
  }

  private void data(ChannelHandlerContext ctx, ByteBuf bytes) {
    Channel to = pod;
    if (to == null) {
      early.add(bytes);
    } else {
      var _ = to.writeAndFlush(bytes).addListener(done -> ctx.read());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (pod != null && pod.isWritable()) {
      ctx.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    early.forEach(ByteBuf::release);
    early.clear();
    if (pod != null) {
      var _ = pod.close();
    }
  }

  /** From the pod to the laptop. */
  private static final class FromPod extends ChannelInboundHandlerAdapter {
    private final ChannelHandlerContext client;
    private final int stream;

    FromPod(ChannelHandlerContext client, int stream) {
      this.client = client;
      this.stream = stream;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      var _ =
          client
              .writeAndFlush(new DefaultSpdyDataFrame(stream, (ByteBuf) message))
              .addListener(done -> ctx.read());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      var _ = client.close();
    }
  }
}
