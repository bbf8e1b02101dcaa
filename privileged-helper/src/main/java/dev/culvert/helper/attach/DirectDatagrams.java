package dev.culvert.helper.attach;

import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.transport.Transports;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.PortUnreachableException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A program of this computer as the far side of a UDP flow. On the flow's event loop. */
final class DirectDatagrams extends SimpleChannelInboundHandler<DatagramPacket>
    implements DatagramFlow {
  private static final int LARGEST = 65_535;

  /** Datagrams before the socket is there; more are lost, as datagrams may be. */
  private static final int MOST_EARLY = 16;

  private final Direct.Way way;
  private final Listener listener;
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(1);
  private @Nullable Channel socket;
  private boolean over;

  private DirectDatagrams(Direct.Way way, Listener listener) {
    this.way = way;
    this.listener = listener;
  }

  /** Opens a socket to the program. */
  static DatagramFlow open(EventLoop loop, Direct.Way way, Listener listener) {
    DirectDatagrams flow = new DirectDatagrams(way, listener);
    loop.execute(() -> flow.open(loop));
    return flow;
  }

  private void open(EventLoop loop) {
    if (over) {
      return;
    }
    listener.onDirect(way.attachment());
    ChannelFuture opening =
        new Bootstrap()
            .group(loop)
            .channel(Transports.datagram(loop))
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST))
            .handler(this)
            .connect(way.program());
    var _ =
        opening.addListener(done -> {
          if (done.isSuccess()) {
            opened(opening.channel());
          } else if (!over) {
            letGo();
            listener.onError(failure(done.cause()));
            listener.onClosed();
          }
        });
  }

  private void opened(Channel made) {
    socket = made;
    if (over) {
      var _ = made.close();
      return;
    }
    early.forEach(payload -> write(made, payload));
    early.clear();
    made.flush();
  }

  private void write(Channel to, ByteBuf payload) {
    var _ =
        to.write(payload)
            .addListener(sent -> {
              if (!sent.isSuccess() && !over) {
                listener.onError(failure(sent.cause()));
              }
            });
  }

  @Override
  public boolean send(ByteBuf payload) {
    Channel to = socket;
    if (over || (to == null ? early.size() >= MOST_EARLY : !to.isWritable())) {
      payload.release();
      return false;
    }
    if (to == null) {
      early.add(payload);
    } else {
      write(to, payload);
      to.flush();
    }
    return true;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
    if (!over) {
      listener.onDatagram(packet.content().retain());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!over) {
      listener.onError(failure(cause));
    }
    ctx.read();
  }

  private Failure failure(Throwable cause) {
    return cause instanceof PortUnreachableException
        ? ProgramDial.nobody(way.program())
        : ProgramDial.failure(cause, way.program());
  }

  @Override
  public void close() {
    letGo();
    Channel made = socket;
    if (made != null) {
      var _ = made.close();
    }
  }

  private void letGo() {
    over = true;
    early.forEach(ByteBuf::release);
    early.clear();
  }
}
