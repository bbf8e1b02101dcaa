package dev.culvert.manager.agent.path;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import java.util.List;

/**
 * One direction of a connection passed on as it is: bytes, end and reset. Reads only while the
 * other side takes. Two of them, one in each channel, make a connection.
 */
final class Relay extends ChannelInboundHandlerAdapter {
  private final Channel to;
  private final List<Copy> copies;
  private boolean ended;

  /**
   * @param copies of what passes here; those that are too slow lose the rest
   */
  Relay(Channel to, List<Copy> copies) {
    this.to = to;
    this.copies = copies;
  }

  /** Joins two channels that do not read by themselves, and begins. */
  static void join(Channel one, Channel other, List<Copy> copiesOfOne) {
    one.pipeline().addLast(new Relay(other, copiesOfOne));
    other.pipeline().addLast(new Relay(one, List.of()));
    read(one);
    read(other);
  }

  /**
   * Not behind the end: nothing comes there, and on a loop of epoll the read fails and closes the
   * channel, answer and all.
   */
  private static void read(Channel from) {
    if (!(from instanceof DuplexChannel socket && socket.isInputShutdown())) {
      from.read();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf payload = (ByteBuf) message;
    if (copies.isEmpty()) {
      var _ = to.write(payload, to.voidPromise());
      return;
    }
    // The original is on its way before anything is done for a copy.
    var _ = to.writeAndFlush(payload.retainedDuplicate(), to.voidPromise());
    for (Copy copy : copies) {
      copy.write(payload);
    }
    payload.release();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    to.flush();
    if (to.isWritable() && !ended) {
      read(ctx.channel());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      read(to);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if ((event instanceof ChannelInputShutdownEvent
            || event instanceof ChannelInputShutdownReadComplete)
        && !ended) {
      ended = true;
      copies.forEach(Copy::end);
      if (to.isActive()) {
        StreamChannel.endOutput(to);
      }
      closeWhenBothEnded(ctx.channel());
    }
  }

  private void closeWhenBothEnded(Channel from) {
    Relay other = to.pipeline().get(Relay.class);
    if (other != null && other.ended) {
      // Both ends are written before the sockets close.
      var _ =
          to.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
              .addListener(done -> {
                var _ = to.close();
                var _ =
                    from.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
                        .addListener(also -> {
                          var _ = from.close();
                        });
              });
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    copies.forEach(Copy::end);
    Relay other = to.pipeline().get(Relay.class);
    if (!(ended && other != null && other.ended)) {
      abort(to);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    abort(to);
    abort(ctx.channel());
  }

  /** The far end hears a reset. */
  static void abort(Channel channel) {
    if (channel instanceof SocketChannel socket && socket.isActive()) {
      socket.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    var _ = channel.close();
  }
}
