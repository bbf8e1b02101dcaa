package dev.culvert.helper.attach;

import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.proto.attach.v1.IncomingConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection from the cluster to a local program. On the session's event loop. Each
 * direction ends alone, and is read only while the other end takes.
 */
final class LocalDelivery extends ChannelInboundHandlerAdapter implements ByteStream.Listener {
  private static final int WINDOW = 256 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(LocalDelivery.class);

  private final AttachmentCalls calls;
  private final IncomingConnection told;
  private final Account account;
  private final long began = System.nanoTime();
  private @Nullable SocketChannel socket;
  private @Nullable ByteStream stream;
  private boolean localEnded;
  private boolean farEnded;
  private boolean over;

  private LocalDelivery(AttachmentCalls calls, IncomingConnection told, Account account) {
    this.calls = calls;
    this.told = told;
    this.account = account;
  }

  /**
   * Dials the local program, then takes the connection or says why not.
   *
   * @param program where it listens: loopback
   * @param account told of all that is said
   */
  static void begin(
      AttachmentCalls calls,
      IncomingConnection told,
      EventLoop loop,
      InetSocketAddress program,
      Account account) {
    LocalDelivery delivery = new LocalDelivery(calls, told, account);
    var _ =
        ProgramDial.dial(loop, program, delivery)
            .whenComplete((made, cause) -> {
              if (cause == null) {
                delivery.dialled(made);
              } else {
                LOG.debug("{} was not reached", program, cause);
                Failure failure = failure(cause, program);
                account.failed(failure);
                calls.refuse(told.getStream(), failure);
              }
            });
  }

  /** Otherwise it is this computer that failed. */
  private static boolean isTheProgramsWord(Throwable cause) {
    return cause instanceof ConnectException;
  }

  private static Failure failure(Throwable cause, InetSocketAddress program) {
    String where = program.getAddress().getHostAddress() + ":" + program.getPort();
    // Refused in any case: this computer was reached, so that nobody else is to have the
    // connection.
    return new Failure(
        Failure.Cause.REFUSED,
        isTheProgramsWord(cause)
            ? "nothing listens at " + where + " on the attached computer"
            : where + " on the attached computer: " + cause.getMessage());
  }

  private void dialled(SocketChannel made) {
    socket = made;
    account.opened(made);
    ByteStream taken = calls.accept(told.getStream(), System.nanoTime() - began, this);
    stream = taken;
    taken.request(WINDOW);
    made.read();
  }

  // From the local program.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteStream to = stream;
    if (to == null || over) {
      ((ByteBuf) message).release();
    } else {
      account.fromProgram((ByteBuf) message);
      to.write((ByteBuf) message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ByteStream to = stream;
    if (to != null && !over) {
      to.flush();
      if (!localEnded && to.isWritable()) {
        ctx.read();
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    ByteStream to = stream;
    if (event instanceof ChannelInputShutdownEvent && to != null && !over && !localEnded) {
      localEnded = true;
      account.programEnded();
      to.shutdownOutput();
      endIfBoth();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    broken();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken();
  }

  private void broken() {
    if (!over) {
      over = true;
      account.failed(new Failure(Failure.Cause.RESET, "the program here ended the connection"));
      ByteStream to = stream;
      if (to != null) {
        to.reset();
      }
      abort();
    }
  }

  // From the cluster.

  @Override
  public void onConnected(long dialNanos) {
    // It was we who dialled.
  }

  @Override
  public void onFailed(Failure failure) {
    over = true;
    account.failed(failure);
    abort();
  }

  @Override
  public void onData(ByteBuf payload) {
    SocketChannel to = socket;
    ByteStream from = stream;
    if (to == null || from == null || over) {
      payload.release();
      return;
    }
    int size = payload.readableBytes();
    account.fromCaller(payload);
    var _ =
        to.writeAndFlush(payload)
            .addListener(written -> {
              if (written.isSuccess() && !over) {
                from.request(size);
              }
            });
  }

  @Override
  public void onEnd() {
    SocketChannel to = socket;
    if (to == null || over || farEnded) {
      return;
    }
    farEnded = true;
    account.callerEnded();
    var _ =
        to.writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(written -> {
              var _ = to.shutdownOutput().addListener(shut -> endIfBoth());
            });
  }

  private void endIfBoth() {
    SocketChannel made = socket;
    if (localEnded && farEnded && made != null && made.isOutputShutdown() && !over) {
      over = true;
      account.ended();
      var _ = made.close();
    }
  }

  @Override
  public void onReset(Failure failure) {
    over = true;
    account.failed(failure);
    abort();
  }

  @Override
  public void onWritable() {
    SocketChannel from = socket;
    if (from != null && !over && !localEnded) {
      from.read();
    }
  }

  /** The program hears a reset. */
  private void abort() {
    SocketChannel made = socket;
    if (made != null && made.isOpen()) {
      if (made.isActive()) {
        made.config().setOption(ChannelOption.SO_LINGER, 0);
      }
      var _ = made.close();
    }
  }
}
