package dev.culvert.manager.agent.path;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a client sends until there is somebody to pass it to. Nobody reads then; but when the
 * client ends its half, the channel hands over all that has come, and the end, without being asked.
 */
final class Held extends ChannelInboundHandlerAdapter {
  private ByteBuf bytes;
  private boolean ended;
  private @Nullable ChannelHandlerContext context;

  /**
   * @param first what has been read before; it is this one's now
   * @param ended whether the client has ended its half before
   */
  Held(ByteBuf first, boolean ended) {
    this.bytes = first;
    this.ended = ended;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    bytes =
        bytes.isReadable() ? Unpooled.wrappedBuffer(bytes, (ByteBuf) message) : (ByteBuf) message;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Told with the bytes.
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ended = true;
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    drop();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Relay.abort(ctx.channel());
  }

  /** To the handlers behind this one, which goes. */
  void handOn() {
    ChannelHandlerContext ctx = Objects.requireNonNull(context);
    ByteBuf first = bytes;
    bytes = Unpooled.EMPTY_BUFFER;
    if (first.isReadable()) {
      ctx.fireChannelRead(first);
    } else {
      first.release();
    }
    ctx.fireChannelReadComplete();
    if (ended) {
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    ctx.pipeline().remove(this);
  }

  /** There will be nobody. */
  void drop() {
    bytes.release();
    bytes = Unpooled.EMPTY_BUFFER;
  }
}
