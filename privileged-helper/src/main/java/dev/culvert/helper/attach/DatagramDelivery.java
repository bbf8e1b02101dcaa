package dev.culvert.helper.attach;

import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.proto.attach.v1.IncomingConnection;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One sender's datagrams to a local program and back; in the stream each has its length before it,
 * two bytes. On the session's event loop.
 */
final class DatagramDelivery extends SimpleChannelInboundHandler<DatagramPacket>
    implements ByteStream.Listener {
  private static final int WINDOW = 1 << 20;

  private @Nullable Channel socket;
  private @Nullable ByteStream stream;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;

  /** Takes the flow. */
  static void begin(
      AttachmentCalls calls, IncomingConnection told, EventLoop loop, InetSocketAddress program) {
    DatagramDelivery delivery = new DatagramDelivery();
    ChannelFuture opening =
        new Bootstrap()
            .group(loop)
            .channel(Transports.datagram(loop))
            .handler(delivery)
            .connect(program);
    var _ =
        opening.addListener(done -> {
          if (done.isSuccess()) {
            delivery.socket = opening.channel();
            ByteStream taken = calls.accept(told.getStream(), 0, delivery);
            delivery.stream = taken;
            taken.request(WINDOW);
          } else {
            calls.refuse(
                told.getStream(),
                new Failure(Failure.Cause.UNREACHABLE, String.valueOf(done.cause().getMessage())));
          }
        });
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
    ByteStream to = stream;
    // Datagrams may be lost; they must not pile up.
    if (to != null && to.isWritable()) {
      ByteBuf payload = packet.content();
      ByteBuf framed = Unpooled.buffer(2 + payload.readableBytes());
      framed.writeShort(payload.readableBytes());
      framed.writeBytes(payload);
      to.write(framed);
      to.flush();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // ICMP: nobody listens at the local port just now; the next datagram may find somebody.
    ctx.read();
  }

  @Override
  public void onConnected(long dialNanos) {}

  @Override
  public void onFailed(Failure failure) {
    close();
  }

  @Override
  public void onData(ByteBuf payload) {
    Channel to = socket;
    ByteStream from = stream;
    if (to == null || from == null) {
      payload.release();
      return;
    }
    from.request(payload.readableBytes());
    ByteBuf all = held.isReadable() ? Unpooled.wrappedBuffer(held, payload) : payload;
    while (all.readableBytes() >= 2) {
      int length = all.getUnsignedShort(all.readerIndex());
      if (all.readableBytes() < 2 + length) {
        break;
      }
      all.skipBytes(2);
      var _ = to.writeAndFlush(all.readRetainedSlice(length));
    }
    if (all.isReadable()) {
      held = all;
    } else {
      all.release();
      held = Unpooled.EMPTY_BUFFER;
    }
  }

  @Override
  public void onEnd() {
    close();
  }

  @Override
  public void onReset(Failure failure) {
    close();
  }

  @Override
  public void onWritable() {}

  private void close() {
    held.release();
    held = Unpooled.EMPTY_BUFFER;
    Channel made = socket;
    if (made != null) {
      var _ = made.close();
    }
  }
}
