package dev.culvert.helper.attach;

import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.core.words.Phrase;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Dials a program of this computer; its socket is on a session's event loop. */
final class ProgramDial {
  private static final int CONNECT_MILLIS = 10_000;

  private ProgramDial() {}

  /**
   * Dials when the loop is through with the events that it has at hand. One of these may be of a
   * socket that was closed in this very turn, and a new socket gets the lowest free number, which
   * is that one's. Netty's EpollIoHandler (4.2) tells events by the number alone: the new socket
   * would hear that its peer has ended, stop watching for that, have nothing to watch when it is
   * connected, be taken out of the epoll set, and fail with ENOENT when it is taken out again.
   *
   * @param handler of the channel, which does not read by itself and lets each direction end alone
   * @return completes on the loop
   */
  static CompletionStage<SocketChannel> dial(
      EventLoop loop, InetSocketAddress program, ChannelHandler handler) {
    CompletableFuture<SocketChannel> dialled = new CompletableFuture<>();
    loop.execute(() -> {
      ChannelFuture dialling = bootstrap(loop, handler).connect(program);
      var _ =
          dialling.addListener(done -> {
            if (done.isSuccess()) {
              dialled.complete((SocketChannel) dialling.channel());
            } else {
              dialled.completeExceptionally(done.cause());
            }
          });
    });
    return dialled;
  }

  /** Why it could not be dialled, as the caller is told. */
  static Failure failure(Throwable cause, InetSocketAddress program) {
    // Refused in any case: this computer was reached, so that nobody else is to have the
    // connection.
    return cause instanceof ConnectException
        ? nobody(program)
        : new Failure(
            Failure.Cause.REFUSED,
            Phrase.HERE_BROKEN.of(where(program), String.valueOf(cause.getMessage())));
  }

  /** Nothing listens there. */
  static Failure nobody(InetSocketAddress program) {
    return new Failure(Failure.Cause.REFUSED, Phrase.HERE_NOBODY_LISTENS.of(where(program)));
  }

  /** It has broken the connection. */
  static Failure reset(InetSocketAddress program) {
    return new Failure(Failure.Cause.RESET, Phrase.HERE_RESET.of(where(program)));
  }

  private static String where(InetSocketAddress program) {
    return program.getAddress().getHostAddress() + ":" + program.getPort();
  }

  private static Bootstrap bootstrap(EventLoop loop, ChannelHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channel(Transports.socket(loop))
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .option(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 << 10, 256 << 10))
        .handler(handler);
  }
}
