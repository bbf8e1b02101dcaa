package dev.culvert.helper.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.helper.host.DeviceRequest;
import dev.culvert.helper.host.DnsApplied;
import dev.culvert.helper.host.DnsRequest;
import dev.culvert.helper.host.HostDevice;
import dev.culvert.helper.host.HostEnvironment;
import dev.culvert.helper.host.LinuxHostNetwork;
import dev.culvert.helper.testing.InNamespacesOnly;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With systemd-resolved asked by everyone through its stub. {@link ResolvedIT} runs it. */
@InNamespacesOnly
final class ResolvedCases {
  private static final Path STUB = Path.of("/run/systemd/resolve/stub-resolv.conf");

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  @TempDir Path temporary;
  private LinuxHostNetwork network;
  private HostDevice device;
  private HostEnvironment before;

  @BeforeEach
  void open() throws IOException {
    ResolvedBus bus = new ResolvedBus(Path.of("/run/dbus/system_bus_socket"));
    await(bus::answers);
    network = new LinuxHostNetwork(temporary.resolve("j"), Path.of("/"), Clock.systemUTC());
    before = network.look();
    device =
        network.openDevice(
            new DeviceRequest("culvert", List.of(IpAddress.parse("10.111.0.1")), 0), group.next());
    network.setRoutes(device, List.of(Prefix.parse("10.111.0.2/32")));
  }

  @AfterEach
  void close() throws IOException {
    network.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private DnsApplied apply() throws IOException {
    return network.applyDns(
        device,
        new DnsRequest(
            IpAddress.parse("10.111.0.2"),
            "cluster.local",
            List.of("shop.svc.cluster.local", "svc.cluster.local", "cluster.local"),
            List.of("cluster.local", "10.in-addr.arpa")));
  }

  @Test
  void ourDomainsAreRoutedToUsAndEverythingElseIsNot() throws IOException {
    DnsApplied applied = apply();
    assertThat(applied)
        .isEqualTo(
            new DnsApplied(
                "systemd-resolved", "systemd-resolved runs and resolv.conf sends programs to it"));
    assertThat(Files.readSymbolicLink(Path.of("/etc/resolv.conf")))
        .as("resolv.conf is left alone")
        .isEqualTo(Path.of("../run/systemd/resolve/stub-resolv.conf"));
    await(() -> text(STUB).contains("svc.cluster.local"));
    assertThat(network.look()).as("without us").isEqualTo(before);
    assertThat(before.resolvers()).containsExactly(IpAddress.parse("192.168.1.1"));
    assertThat(before.search()).containsExactly("home.arpa");
    String state = text(Path.of("/run/systemd/resolve/netif/" + device.index()));
    assertThat(state)
        .contains("SERVERS=10.111.0.2")
        .contains("DEFAULT_ROUTE=no")
        .contains("LLMNR=no")
        .contains("DNSSEC=no")
        .contains("~10.in-addr.arpa");
  }

  @Test
  void revertingTakesAllOfItBack() throws IOException {
    apply();
    await(() -> text(STUB).contains("svc.cluster.local"));
    apply();
    network.revertDns();
    await(() -> !text(STUB).contains("cluster.local"));
    assertThat(network.undoAll()).contains("device culvert0 removed");
  }

  @Test
  void theSettingsGoWithTheDevice() throws IOException {
    apply();
    await(() -> text(STUB).contains("svc.cluster.local"));
    device.link().close();
    await(() -> !text(STUB).contains("cluster.local"));
    network.undoAll();
    assertThat(network.look()).isEqualTo(before);
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      return "";
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as(() -> text(STUB) + text(Path.of("/run/resolved.log")))
          .isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
