package dev.culvert.manager.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.nio.channels.ClosedChannelException;

/** The socket's end of a connection: tells its owner what the destination does. */
final class TargetHandler extends ChannelInboundHandlerAdapter {
  private final Owner owner;

  TargetHandler(Owner owner) {
    this.owner = owner;
  }

  /** What the destination does; on the event loop. */
  interface Owner {
    void onTargetData(ByteBuf payload);

    /** A good moment to read again. */
    void onTargetReadComplete();

    /** FIN. */
    void onTargetEnd();

    /** RST, or the socket failed. */
    void onTargetBroken(Throwable cause);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    owner.onTargetData((ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    owner.onTargetReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent
        || event instanceof ChannelInputShutdownReadComplete) {
      owner.onTargetEnd();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    owner.onTargetBroken(new Inactive());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    owner.onTargetBroken(cause);
  }

  /** Told for every connection, and nearly always to nobody: without a stack trace. */
  private static final class Inactive extends ClosedChannelException {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
