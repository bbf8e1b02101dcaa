package dev.culvert.helper.tun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.link.Link.Offload;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.helper.route.Interfaces;
import dev.culvert.helper.testing.InNamespacesOnly;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's TCP with itself through a TUN link that reflects. */
@InNamespacesOnly
final class TunTcpCases {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  @AfterEach
  void stopLoop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @ParameterizedTest(name = "{0} offload {1}")
  @CsvSource({
    "10.111.0.1, true, 10.96.0.10",
    "10.111.0.1, false, 10.96.0.10",
    "fd00:111::1, true, fd00:96::10",
    "fd00:111::1, false, fd00:96::10",
  })
  void bulkArrivesWholeAndInSuperpackets(String own, boolean offload, String other)
      throws Exception {
    long size = Long.getLong("culvert.bulk", 64L << 20);
    TunDevice device = TunDevice.create("tcptest0", offload);
    try (TunLink link = new TunLink(device, group.next(), device.bestMtu());
        ServerSocket listener = new ServerSocket()) {
      prepare(device, own, other);
      Reflector reflector = new Reflector(link);
      group.next().submit(() -> link.start(reflector)).sync();
      listener.bind(new InetSocketAddress(InetAddress.ofLiteral(own), 0));
      CompletableFuture<Long> sum = CompletableFuture.supplyAsync(() -> receive(listener, size));
      long begin = System.nanoTime();
      long sent = send(InetAddress.ofLiteral(other), listener.getLocalPort(), size);
      assertThat(sum.get(60, TimeUnit.SECONDS)).isEqualTo(sent);
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          "%s offload=%s: %.2f Gbit/s, %.0f packets/s read and written, %d superpackets, largest %d%n",
          own,
          device.offloads(),
          size * 8 / seconds / 1e9,
          reflector.packets.get() / seconds,
          reflector.superpackets.get(),
          reflector.largest.get());
      assertThat(link.transmitDrops()).isZero();
      if (device.offloads().contains(Offload.TSO4)) {
        assertThat(reflector.largest.get()).isGreaterThan(16_000);
      } else {
        assertThat(reflector.superpackets.get()).isZero();
      }
    }
  }

  @Test
  void aDeviceThatIsRemovedFromOutsideIsDown() throws Exception {
    TunDevice device = TunDevice.create("tcptest0");
    try (TunLink link = new TunLink(device, group.next(), 1500)) {
      prepare(device, "10.111.0.1", "10.96.0.10");
      Reflector reflector = new Reflector(link);
      group.next().submit(() -> link.start(reflector)).sync();
      try (Interfaces interfaces = new Interfaces()) {
        interfaces.removeDevice(interfaces.device("tcptest0").orElseThrow().index());
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (reflector.down.get().isEmpty() && System.nanoTime() < deadline) {
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(reflector.down.get()).contains("tcptest0");
    }
  }

  private static void prepare(TunDevice device, String own, String other) throws IOException {
    try (Interfaces interfaces = new Interfaces()) {
      int index = interfaces.device(device.name()).orElseThrow().index();
      interfaces.bringUp(index, device.bestMtu(), "test");
      interfaces.addAddress(index, IpAddress.parse(own));
      interfaces.addRoute(index, Prefix.host(IpAddress.parse(other)));
    }
  }

  private static long send(InetAddress other, int port, long size) throws IOException {
    CRC32 sum = new CRC32();
    byte[] block = new byte[1 << 20];
    new SplittableRandom(7).nextBytes(block);
    try (Socket socket = new Socket(other, port);
        OutputStream out = socket.getOutputStream()) {
      for (long left = size; left > 0; left -= block.length) {
        sum.update(block);
        out.write(block);
      }
    }
    return sum.getValue();
  }

  private static long receive(ServerSocket listener, long size) {
    CRC32 sum = new CRC32();
    byte[] block = new byte[1 << 20];
    try (Socket socket = listener.accept();
        InputStream in = socket.getInputStream()) {
      long got = 0;
      while (got < size) {
        int count = in.read(block);
        if (count < 0) {
          throw new IOException("ended after " + got + " of " + size + " bytes");
        }
        sum.update(block, 0, count);
        got += count;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum.getValue();
  }
}
