package dev.culvert.helper.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.IpAddress;
import dev.culvert.helper.testing.InNamespacesOnly;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kinds of resolv.conf there are, and others who write it. In namespaces of its own. */
@InNamespacesOnly
final class ResolvConfCases {
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
  private static final String ORIGINAL = "nameserver 192.168.1.1\nsearch home.arpa\n";
  private static final DnsRequest REQUEST =
      new DnsRequest(
          IpAddress.parse("10.111.0.2"),
          "cluster.local",
          List.of("shop.svc.cluster.local"),
          List.of("cluster.local"));

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  @TempDir Path temporary;
  private HostNetwork network;
  private HostDevice device;

  @BeforeEach
  void open() throws IOException {
    assertThat(RESOLV_CONF).hasContent(ORIGINAL);
    network = new LinuxHostNetwork(temporary.resolve("j"), Path.of("/"), Clock.systemUTC());
    device =
        network.openDevice(
            new DeviceRequest("culvert", List.of(IpAddress.parse("10.111.0.1")), 0), group.next());
  }

  @AfterEach
  void close() throws IOException {
    network.close();
    Files.deleteIfExists(RESOLV_CONF);
    Files.writeString(RESOLV_CONF, ORIGINAL);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void aSymbolicLinkComesBackAsOne() throws IOException {
    Path target = Files.writeString(Path.of("/run/elsewhere.conf"), "nameserver 192.168.7.7\n");
    Files.delete(RESOLV_CONF);
    Files.createSymbolicLink(RESOLV_CONF, Path.of("../run/elsewhere.conf"));
    network.applyDns(device, REQUEST);
    assertThat(Files.isSymbolicLink(RESOLV_CONF)).isFalse();
    assertThat(network.look().resolvers()).containsExactly(IpAddress.parse("192.168.7.7"));

    // Its owner goes on writing the target while we are connected.
    Files.writeString(target, "nameserver 192.168.8.8\noptions ndots:2\n");
    assertThat(network.look().resolvers()).containsExactly(IpAddress.parse("192.168.8.8"));
    await("options ndots:2");

    network.revertDns();
    assertThat(Files.readSymbolicLink(RESOLV_CONF)).isEqualTo(Path.of("../run/elsewhere.conf"));
    assertThat(target).hasContent("nameserver 192.168.8.8\noptions ndots:2\n");
  }

  @Test
  void aMissingFileIsMissingAgain() throws IOException {
    Files.delete(RESOLV_CONF);
    network.applyDns(device, REQUEST);
    assertThat(RESOLV_CONF).content().contains("nameserver 10.111.0.2");
    assertThat(network.look().resolvers()).isEmpty();
    network.revertDns();
    assertThat(RESOLV_CONF).doesNotExist();
  }

  @Test
  void aBindMountIsWrittenInPlace() throws Exception {
    Path source = Files.writeString(Path.of("/run/mounted.conf"), "nameserver 192.168.9.9\n");
    run("/bin/mount", "--bind", "/run/mounted.conf", "/etc/resolv.conf");
    try {
      network.applyDns(device, REQUEST);
      assertThat(source).content().contains("nameserver 10.111.0.2");
      assertThat(network.look().resolvers()).containsExactly(IpAddress.parse("192.168.9.9"));
      Files.writeString(source, "nameserver 192.168.9.10\n");
      await("nameserver 10.111.0.2");
      network.revertDns();
      assertThat(source).hasContent("nameserver 192.168.9.10\n");
    } finally {
      run("/bin/umount", "/etc/resolv.conf");
    }
  }

  @Test
  void whatADhcpClientWritesBecomesTheOriginal() throws IOException {
    network.applyDns(device, REQUEST);
    Path fresh =
        Files.writeString(Path.of("/etc/resolv.conf.dhcp"), "nameserver 172.20.0.1\nsearch cafe\n");
    Files.move(fresh, RESOLV_CONF, StandardCopyOption.REPLACE_EXISTING);
    await("search shop.svc.cluster.local cafe\n");
    assertThat(network.look().resolvers()).containsExactly(IpAddress.parse("172.20.0.1"));
    assertThat(network.look().search()).containsExactly("cafe");
    network.revertDns();
    assertThat(RESOLV_CONF).hasContent("nameserver 172.20.0.1\nsearch cafe\n");
  }

  @Test
  void aFightEndsAndTheOtherHasWon() throws IOException {
    network.applyDns(device, REQUEST);
    String theirs = "nameserver 172.20.0.1\n";
    for (int round = 0; round < 5; round++) {
      Files.writeString(RESOLV_CONF, theirs);
      await("nameserver 10.111.0.2");
    }
    Files.writeString(RESOLV_CONF, theirs);
    network.revertDns();
    assertThat(RESOLV_CONF).hasContent(theirs);
    assertThat(network.undoAll()).doesNotContain("/etc/resolv.conf restored");
  }

  private static void await(String text) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!Files.exists(RESOLV_CONF) || !Files.readString(RESOLV_CONF).contains(text)) {
      assertThat(System.nanoTime()).as(text).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
