package dev.culvert.helper.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.helper.route.Interfaces;
import dev.culvert.helper.testing.InNamespacesOnly;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on Linux, and what only Linux has; {@link LinuxHostNetworkIT} runs it in namespaces.
 */
@InNamespacesOnly
final class LinuxHostNetworkCases extends HostNetworkContract {
  private static final MultiThreadIoEventLoopGroup GROUP =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
  private static final String ORIGINAL = "nameserver 192.168.1.1\nsearch home.arpa\n";

  @TempDir Path temporary;

  @AfterAll
  static void stopLoop() {
    GROUP.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Override
  protected HostNetwork network() throws IOException {
    assertThat(RESOLV_CONF).hasContent(ORIGINAL);
    return new LinuxHostNetwork(temporary.resolve("journal"), Path.of("/"), Clock.systemUTC());
  }

  @Override
  protected EventLoop loop() {
    return GROUP.next();
  }

  @Override
  protected List<Prefix> routesOf(String device) throws IOException {
    try (Interfaces interfaces = new Interfaces()) {
      int index = interfaces.device(device).orElseThrow().index();
      return interfaces.routes().stream()
          .filter(route -> route.index() == index && route.protocol() == Interfaces.PROTOCOL)
          .map(Interfaces.Route::destination)
          .sorted()
          .toList();
    }
  }

  @Override
  protected boolean exists(String device) throws IOException {
    try (Interfaces interfaces = new Interfaces()) {
      return interfaces.device(device).isPresent();
    }
  }

  private static HostDevice open(HostNetwork network) throws IOException {
    return network.openDevice(
        new DeviceRequest(
            "culvert", List.of(IpAddress.parse("10.111.0.1"), IpAddress.parse("fd00:111::1")), 0),
        GROUP.next());
  }

  private static DnsRequest dns() {
    return new DnsRequest(
        IpAddress.parse("10.111.0.2"),
        "cluster.local",
        List.of("shop.svc.cluster.local", "svc.cluster.local", "cluster.local"),
        List.of("cluster.local"));
  }

  @Test
  void theKernelOffersEverythingAndTheMtuIsAnOrdinaryOne() throws IOException {
    try (HostNetwork network = network()) {
      HostDevice device = open(network);
      assertThat(device.link().offloads()).isNotEmpty();
      assertThat(device.link().mtu()).isEqualTo(1500);
      try (Interfaces interfaces = new Interfaces()) {
        assertThat(interfaces.device("culvert0").orElseThrow().mtu()).isEqualTo(1500);
      }
    }
  }

  @Test
  void aClashIsToldInWords() throws IOException {
    try (HostNetwork network = network()) {
      HostDevice device = open(network);
      assertThatThrownBy(() -> network.setRoutes(device, List.of(Prefix.parse("192.168.1.0/24"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("192.168.1.0/24");
    }
  }

  @Test
  void resolvConfIsOursWhileConnectedAndExactlyTheOldOneAfterwards() throws IOException {
    Files.setAttribute(RESOLV_CONF, "unix:mode", 0640);
    Files.setAttribute(RESOLV_CONF, "unix:gid", 3);
    try (HostNetwork network = network()) {
      network.applyDns(open(network), dns());
      assertThat(Files.readString(RESOLV_CONF))
          .startsWith("# Written by Culvert, session ")
          .contains("culvert-helper --cleanup")
          .contains("\nnameserver 10.111.0.2\n")
          .contains("\nsearch shop.svc.cluster.local svc.cluster.local cluster.local home.arpa\n");
      assertThat(network.undoAll()).contains("the name service goes where it went before");
    }
    assertThat(RESOLV_CONF).hasContent(ORIGINAL);
    assertThat(Files.getAttribute(RESOLV_CONF, "unix:gid")).isEqualTo(3);
    assertThat((int) Files.getAttribute(RESOLV_CONF, "unix:mode") & 0777).isEqualTo(0640);
    Files.setAttribute(RESOLV_CONF, "unix:mode", 0644);
    Files.setAttribute(RESOLV_CONF, "unix:gid", 0);
  }
}
