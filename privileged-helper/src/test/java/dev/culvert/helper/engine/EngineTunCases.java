package dev.culvert.helper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.culvert.core.Engine;
import dev.culvert.core.demux.Counter;
import dev.culvert.core.link.Link;
import dev.culvert.helper.testing.InNamespacesOnly;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine on a TUN device, with the kernel's sockets as its programs. Needs namespaces. */
@InNamespacesOnly
final class EngineTunCases {
  private static final String V4 = TunEngine.V4;
  private static final String V6 = TunEngine.V6;
  private static final long BULK = Long.getLong("culvert.bulk", 256L << 20);

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final LocalServices services = new LocalServices(loop);
  private @Nullable TunEngine running;

  private Engine start(boolean offload) throws Exception {
    running = TunEngine.start(loop, services, tun -> offload ? tun : new NoTransmitOffload(tun));
    return running.engine();
  }

  @AfterEach
  void stop() throws Exception {
    if (running != null) {
      running.close();
    }
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @ParameterizedTest
  @CsvSource({V4 + ",true", V4 + ",false", V6 + ",true", V6 + ",false"})
  void bulkArrivesBothWaysWithHalfClose(String address, boolean offload) throws Exception {
    Engine engine = start(offload);
    long begin = System.nanoTime();
    try (Socket socket = connect(address, LocalServices.SINK)) {
      CRC32 sum = new CRC32();
      for (long left = BULK; left > 0; left -= LocalServices.BLOCK.length) {
        sum.update(LocalServices.BLOCK);
        socket.getOutputStream().write(LocalServices.BLOCK);
      }
      socket.shutdownOutput();
      assertThat(new DataInputStream(socket.getInputStream()).readLong()).isEqualTo(sum.getValue());
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    report("up", address, offload, begin);
    begin = System.nanoTime();
    try (Socket socket = connect(address, LocalServices.SOURCE)) {
      new DataOutputStream(socket.getOutputStream()).writeLong(BULK);
      CRC32 sum = new CRC32();
      long got = readAll(socket.getInputStream(), sum);
      assertThat(got).isEqualTo(BULK);
      CRC32 expected = new CRC32();
      for (long left = BULK; left > 0; left -= LocalServices.BLOCK.length) {
        expected.update(LocalServices.BLOCK);
      }
      assertThat(sum.getValue()).isEqualTo(expected.getValue());
      socket.getOutputStream().write(new byte[1000]); // The other direction is still open.
    }
    report("down", address, offload, begin);
    assertThat(engine.stats().get(Counter.RETRANSMIT_TIMEOUTS)).isZero();
    assertThat(engine.stats().get(Counter.BAD_CHECKSUM)).isZero();
  }

  private static void report(String what, String address, boolean offload, long begin) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "%s %s offload=%s: %.2f Gbit/s%n", what, address, offload, BULK * 8 / seconds / 1e9);
  }

  @Test
  void theReasonIsTold() throws Exception {
    start(true);
    long begin = System.nanoTime();
    for (String address : List.of(V4, V6)) {
      assertThatThrownBy(() -> connect(address, LocalServices.REFUSED))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("refused");
      assertThatThrownBy(() -> connect(address, LocalServices.UNREACHABLE))
          .isInstanceOf(NoRouteToHostException.class);
    }
    assertThatThrownBy(() -> connect(V4, LocalServices.FORBIDDEN))
        .isInstanceOf(NoRouteToHostException.class);
    assertThatThrownBy(() -> connect(V6, LocalServices.FORBIDDEN))
        .hasMessageContaining("Permission denied");
    assertThat(System.nanoTime() - begin).as("at once").isLessThan(900_000_000L);
    int dials = services.dials.get();
    assertThatThrownBy(() -> connect(V4, LocalServices.BLACK_HOLE, 3500))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(services.dials.get()).as("one attempt, one dial").isEqualTo(dials + 1);
  }

  @Test
  void shortConnectionsLeaveNothing() throws Exception {
    Engine engine = start(true);
    int count = Integer.getInteger("culvert.connections", 10_000);
    long begin = System.nanoTime();
    byte[] answer = new byte[5];
    for (int i = 0; i < count; i++) {
      try (Socket socket = connect(i % 2 == 0 ? V4 : V6, LocalServices.ECHO)) {
        socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
        assertThat(socket.getInputStream().readNBytes(answer, 0, 5)).isEqualTo(5);
      }
    }
    System.out.printf(
        "%d connections, %.0f a second%n", count, count * 1e9 / (System.nanoTime() - begin));
    assertThat(services.dials.get()).isEqualTo(count);
    TunEngine.awaitTrue(() -> engine.stats().tcpFlows() == 0);
  }

  @Test
  void thoseThatNeverReadStallNobodyElse() throws Exception {
    start(true);
    List<Socket> stuck = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket socket = connect(V4, i % 2 == 0 ? LocalServices.SOURCE : LocalServices.STUCK);
        stuck.add(socket);
        if (i % 2 == 0) {
          new DataOutputStream(socket.getOutputStream()).writeLong(1L << 40);
        } else {
          Thread.ofVirtual().start(() -> writeForEver(socket));
        }
      }
      List<CompletableFuture<Void>> others = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String address = i % 2 == 0 ? V4 : V6;
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual()
            .start(() -> {
              try {
                echo(address);
                done.complete(null);
              } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
        others.add(done);
      }
      CompletableFuture.allOf(others.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    } finally {
      for (Socket socket : stuck) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    }
    TunEngine.awaitTrue(() -> services.resets.get() >= 100);
  }

  private static void echo(String address) throws IOException {
    byte[] sent = new byte[200_000];
    Arrays.fill(sent, (byte) address.length());
    try (Socket socket = connect(address, LocalServices.ECHO)) {
      CompletableFuture<Void> writer = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              socket.getOutputStream().write(sent);
              socket.shutdownOutput();
              writer.complete(null);
            } catch (IOException e) {
              writer.completeExceptionally(e);
            }
          });
      byte[] got = socket.getInputStream().readAllBytes();
      writer.join();
      if (!Arrays.equals(got, sent)) {
        throw new IOException("got " + got.length + " bytes, or others, of " + sent.length);
      }
    }
  }

  private static void writeForEver(Socket socket) {
    try {
      while (!socket.isClosed()) {
        socket.getOutputStream().write(LocalServices.BLOCK);
      }
    } catch (IOException e) {
      // The test has closed it.
      assertThat(socket.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    V4 + ",0",
    V6 + ",0",
    V4 + ",1",
    V4 + ",1472",
    V4 + ",65507",
    V6 + ",1452",
    V6 + ",65487"
  })
  void datagramsOfAnySizeComeBack(String address, int size) throws Exception {
    start(true);
    byte[] payload = new byte[size];
    Arrays.fill(payload, (byte) 7);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(5000);
      // Not connected: the JDK's connected sockets leave empty datagrams out.
      InetSocketAddress echo =
          new InetSocketAddress(InetAddress.ofLiteral(address), LocalServices.ECHO);
      socket.send(new DatagramPacket(payload, size, echo));
      DatagramPacket answer = new DatagramPacket(new byte[65_536], 65_536);
      socket.receive(answer);
      assertThat(answer.getSocketAddress()).isEqualTo(echo);
      assertThat(Arrays.copyOf(answer.getData(), answer.getLength())).isEqualTo(payload);
    }
  }

  /** UDP_SEGMENT of Linux: many datagrams in one system call, and one read of ours. */
  @ParameterizedTest
  @CsvSource({V4, V6})
  void datagramsSentTogetherComeTogetherAndAreStillDatagrams(String address) throws Exception {
    assumeThat(EpollDatagramChannel.isSegmentedDatagramPacketSupported()).isTrue();
    AtomicInteger superpackets = new AtomicInteger();
    running = TunEngine.start(loop, services, tun -> new CountingSuperpackets(tun, superpackets));
    assumeThat(running.tun().offloads()).as("Linux 6.2").contains(Link.Offload.USO);
    byte[] sent = new byte[20 * 1200 + 300];
    new SplittableRandom(1).nextBytes(sent);
    BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
    Channel socket =
        new Bootstrap()
            .group(group)
            .channel(EpollDatagramChannel.class)
            .handler(
                new SimpleChannelInboundHandler<io.netty.channel.socket.DatagramPacket>() {
                  @Override
                  protected void channelRead0(
                      ChannelHandlerContext ctx, io.netty.channel.socket.DatagramPacket answer) {
                    answers.add(ByteBufUtil.getBytes(answer.content()));
                  }
                })
            .bind(new InetSocketAddress(address.equals(V6) ? "::" : "0.0.0.0", 0))
            .sync()
            .channel();
    try {
      InetSocketAddress echo =
          new InetSocketAddress(InetAddress.ofLiteral(address), LocalServices.ECHO);
      ByteBuf together = socket.alloc().directBuffer(sent.length).writeBytes(sent);
      socket.writeAndFlush(new SegmentedDatagramPacket(together, 1200, echo)).sync();
      ByteArrayOutputStream got = new ByteArrayOutputStream();
      for (int i = 0; i < 21; i++) {
        byte[] answer = answers.poll(5, TimeUnit.SECONDS);
        assertThat(answer).as("answer " + i).hasSize(i < 20 ? 1200 : 300);
        got.write(answer);
      }
      assertThat(got.toByteArray()).isEqualTo(sent);
      assertThat(superpackets).as("in one read").hasValue(1);
    } finally {
      socket.close().sync();
    }
  }

  @ParameterizedTest
  @CsvSource({V4, V6})
  void aRefusedDatagramIsPortUnreachable(String address) throws Exception {
    start(true);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(5000);
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), LocalServices.REFUSED));
      socket.send(new DatagramPacket(new byte[5], 5));
      assertThatThrownBy(() -> socket.receive(new DatagramPacket(new byte[5], 5)))
          .isInstanceOf(PortUnreachableException.class);
    }
  }

  private static long readAll(InputStream in, CRC32 sum) throws IOException {
    byte[] block = new byte[1 << 20];
    long got = 0;
    int count = in.read(block);
    while (count >= 0) {
      sum.update(block, 0, count);
      got += count;
      count = in.read(block);
    }
    return got;
  }

  private static Socket connect(String address, int port) throws IOException {
    return connect(address, port, 5000);
  }

  private static Socket connect(String address, int port, int millis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), millis);
      socket.setSoTimeout(30_000);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
