package dev.culvert.helper.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culvert.core.tunnel.transport.Transports;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against sockets of this computer, on a loop as a session has it. */
final class ProgramDialTest {
  private static final int ROUNDS = 20;
  private static final int SECONDS = 30;

  private EventLoopGroup loops;
  private EventLoop loop;
  private ServerSocket program;

  // Set before each test.
  @SuppressWarnings("NullAway.Init")
  ProgramDialTest() {}

  @BeforeEach
  void listen() throws IOException {
    loops = Transports.newLoops(1, "dial-test");
    loop = loops.next();
    program = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void end() throws IOException {
    program.close();
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), program.getLocalPort());
  }

  /**
   * In one turn of the loop: the first event's handler closes the second event's socket and dials.
   */
  @Test
  void aSocketWithTheNumberOfOneJustClosedHearsNothingOfThatOne() throws Exception {
    assumeTrue(Epoll.isAvailable(), "numbers of sockets matter to epoll only");
    int sameNumber = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Closer closer = new Closer();
      Channel first = connect(closer);
      Socket farOfFirst = program.accept();
      Channel second = connect(new ChannelInboundHandlerAdapter());
      Socket farOfSecond = program.accept();
      closer.closes = second;
      int number = ((UnixChannel) second).fd().intValue();
      loop.submit(first::read).get(SECONDS, TimeUnit.SECONDS);

      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch released = new CountDownLatch(1);
      loop.execute(() -> {
        held.countDown();
        await(released);
      });
      await(held);
      farOfFirst.getOutputStream().write('1');
      farOfSecond.shutdownOutput();
      released.countDown();

      SocketChannel dialled = closer.dialled.get(SECONDS, TimeUnit.SECONDS);
      if (((UnixChannel) dialled).fd().intValue() == number) {
        sameNumber++;
      }
      try (Socket far = program.accept()) {
        far.getOutputStream().write('2');
        loop.submit(dialled::read).get(SECONDS, TimeUnit.SECONDS);
        assertThat(closer.heard.get(SECONDS, TimeUnit.SECONDS)).isEqualTo((byte) '2');
      }
      dialled.close().sync();
      first.close().sync();
      farOfFirst.close();
      farOfSecond.close();
    }
    assertThat(sameNumber).as("sockets with the number of the one before").isPositive();
  }

  @Test
  void nobodyListening() throws Exception {
    InetSocketAddress nobody = address();
    program.close();
    assertThat(ProgramDial.dial(loop, nobody, new ChannelInboundHandlerAdapter()))
        .failsWithin(java.time.Duration.ofSeconds(SECONDS))
        .withThrowableThat()
        .withCauseInstanceOf(java.net.ConnectException.class);
  }

  private Channel connect(ChannelInboundHandlerAdapter handler) throws InterruptedException {
    return new Bootstrap()
        .group(loop)
        .channel(Transports.socket(loop))
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.AUTO_READ, false)
        .handler(handler)
        .connect(address())
        .sync()
        .channel();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes a channel and dials when something is read. */
  private final class Closer extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<SocketChannel> dialled = new CompletableFuture<>();
    private final CompletableFuture<Byte> heard = new CompletableFuture<>();
    private volatile Channel closes;

    // Set before anything is sent.
    @SuppressWarnings("NullAway.Init")
    Closer() {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ((ByteBuf) message).release();
      var _ = closes.close();
      var _ =
          ProgramDial.dial(loop, address(), new Hears(heard))
              .whenComplete((made, cause) -> {
                if (cause == null) {
                  dialled.complete(made);
                } else {
                  dialled.completeExceptionally(cause);
                }
              });
    }
  }

  private static final class Hears extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<Byte> heard;

    Hears(CompletableFuture<Byte> heard) {
      this.heard = heard;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      heard.complete(bytes.readByte());
      bytes.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      heard.completeExceptionally(cause);
    }
  }
}
