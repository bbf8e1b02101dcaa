package dev.culvert.helper.attach;

import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Phrase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket of this computer and a stream, joined. On the session's event loop, which is the
 * socket's. Each direction ends alone, and is read only while the other end takes.
 */
final class Splice extends ChannelInboundHandlerAdapter implements ByteStream.Listener {
  private static final int WINDOW = 256 << 10;

  private final Tape tape;
  private @Nullable SocketChannel socket;
  private @Nullable ByteStream stream;
  private boolean localEnded;
  private boolean farEnded;
  private boolean over;

  /** Hears what passes. */
  interface Tape {
    void opened(SocketChannel socket);

    void fromSocket(ByteBuf payload);

    void socketEnded();

    void fromStream(ByteBuf payload);

    void streamEnded();

    /** Both ends have. */
    void ended();

    /** The caller has left; nothing here is wrong. */
    void left();

    void failed(Failure failure);
  }

  /** Is the handler of a socket that does not read by itself and lets each direction end alone. */
  Splice(Tape tape) {
    this.tape = tape;
  }

  /**
   * Both are there.
   *
   * @param connected whether the stream is; otherwise it tells
   */
  void join(SocketChannel own, ByteStream with, boolean connected) {
    socket = own;
    stream = with;
    with.request(WINDOW);
    if (connected) {
      onConnected(0);
    }
  }

  // From the socket.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteStream to = stream;
    if (to == null || over) {
      ((ByteBuf) message).release();
    } else {
      tape.fromSocket((ByteBuf) message);
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
      tape.socketEnded();
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
      tape.failed(new Failure(Failure.Cause.RESET, Phrase.HERE_ENDED.of()));
      ByteStream to = stream;
      if (to != null) {
        to.reset();
      }
      abort();
    }
  }

  // From the stream.

  @Override
  public void onConnected(long dialNanos) {
    SocketChannel from = socket;
    if (from != null && !over) {
      tape.opened(from);
      from.read();
    }
  }

  @Override
  public void onFailed(Failure failure) {
    over = true;
    tape.failed(failure);
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
    tape.fromStream(payload);
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
    tape.streamEnded();
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
      tape.ended();
      var _ = made.close();
    }
  }

  @Override
  public void onReset(Failure failure) {
    over = true;
    if (failure.cause() == Failure.Cause.RESET) {
      tape.left();
    } else {
      tape.failed(failure);
    }
    abort();
  }

  @Override
  public void onWritable() {
    SocketChannel from = socket;
    if (from != null && !over && !localEnded) {
      from.read();
    }
  }

  /** Who has the socket hears a reset. */
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
