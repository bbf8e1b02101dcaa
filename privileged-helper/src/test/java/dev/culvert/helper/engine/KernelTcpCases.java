package dev.culvert.helper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.EngineStats;
import dev.culvert.core.demux.Counter;
import dev.culvert.helper.testing.InNamespacesOnly;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The engine against Linux' TCP as the sysctls before it have set it: streams both ways over a link
 * that loses nothing and over one that loses one packet in fifty, compared byte by byte. The
 * kernel's own counters tell whether it took our options as they were meant.
 */
@InNamespacesOnly
final class KernelTcpCases {
  private static final int SOUND = 64 * LocalServices.BLOCK.length;
  private static final int LOSSY = 48 * LocalServices.BLOCK.length;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final LocalServices services = new LocalServices(loop);

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @ParameterizedTest
  @CsvSource({
    TunEngine.V4 + ",0",
    TunEngine.V6 + ",0",
    TunEngine.V4 + ",0.02",
    TunEngine.V6 + ",0.02"
  })
  void streamsArriveBothWays(String address, double loss) throws Exception {
    try (TunEngine running =
        TunEngine.start(
            loop, services, tun -> loss == 0 ? tun : new LossyLink(tun, address.length(), loss))) {
      clampMss();
      int size = loss == 0 ? SOUND : LOSSY;
      up(address, size);
      long recoveries = kernel("TCPSackRecovery");
      long renoRecoveries = kernel("TCPRenoRecovery");
      down(address, size);
      EngineStats stats = running.engine().stats();
      System.out.printf(
          "%s loss %s: kernel's recoveries %d by SACK, %d without; ours %d; time-outs ours %d%n",
          address,
          loss,
          recoveries,
          renoRecoveries,
          stats.get(Counter.FAST_RETRANSMITS),
          stats.get(Counter.RETRANSMIT_TIMEOUTS));
      assertThat(stats.get(Counter.BAD_CHECKSUM) + stats.get(Counter.MALFORMED)).isZero();
      assertThat(kernel("TCPSACKDiscard")).as("blocks of ours that made no sense").isZero();
      boolean sack = sysctl("tcp_sack").equals("1");
      assertThat(sack ? renoRecoveries : recoveries).as("by what is switched off").isZero();
      if (loss == 0) {
        // A time-out only says that this computer was busy for longer than 200 ms.
        assertThat(stats.get(Counter.FAST_RETRANSMITS)).as("needless").isZero();
      } else if (!Boolean.getBoolean("culvert.test.tiny")) {
        assertThat(stats.get(Counter.FAST_RETRANSMITS)).as("by the kernel's blocks").isPositive();
      }
    }
  }

  private static void up(String address, int size) throws IOException {
    try (Socket socket = connect(address, LocalServices.SINK)) {
      CRC32 sum = new CRC32();
      for (int left = size; left > 0; left -= LocalServices.BLOCK.length) {
        sum.update(LocalServices.BLOCK);
        socket.getOutputStream().write(LocalServices.BLOCK);
      }
      socket.shutdownOutput();
      assertThat(new DataInputStream(socket.getInputStream()).readLong()).isEqualTo(sum.getValue());
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static void down(String address, int size) throws IOException {
    try (Socket socket = connect(address, LocalServices.SOURCE)) {
      new DataOutputStream(socket.getOutputStream()).writeLong(size);
      CRC32 expected = new CRC32();
      for (int left = size; left > 0; left -= LocalServices.BLOCK.length) {
        expected.update(LocalServices.BLOCK);
      }
      CRC32 sum = new CRC32();
      sum.update(socket.getInputStream().readAllBytes());
      assertThat(sum.getValue()).isEqualTo(expected.getValue());
    }
  }

  private static Socket connect(String address, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), 20_000);
      socket.setSoTimeout(60_000);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** As a router between would: by the route, since the device is there only now. */
  private static void clampMss() throws IOException, InterruptedException {
    String mss = System.getProperty("culvert.test.mss");
    if (mss == null) {
      return;
    }
    for (String address : List.of(TunEngine.V4 + "/32", TunEngine.V6 + "/128")) {
      Process ip =
          new ProcessBuilder(
                  "ip", "route", "change", address, "dev", TunEngine.DEVICE, "advmss", mss)
              .inheritIO()
              .start();
      assertThat(ip.waitFor()).isZero();
    }
  }

  private static String sysctl(String name) throws IOException {
    return Files.readString(Path.of("/proc/sys/net/ipv4", name)).strip();
  }

  /** One of the kernel's counters of this namespace: names on one line, figures on the next. */
  private static long kernel(String name) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/net/netstat"));
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      int at = List.of(lines.get(i).split(" ", -1)).indexOf(name);
      if (at > 0) {
        return Long.parseLong(lines.get(i + 1).split(" ", -1)[at]);
      }
    }
    throw new IOException("the kernel does not count " + name);
  }
}
