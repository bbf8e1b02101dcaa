package dev.culvert.helper.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link HostNetwork} does, seen from outside. */
public abstract class HostNetworkContract {

  /** A computer whose own resolver is 192.168.1.1, with nothing of ours on it. */
  protected abstract HostNetwork network() throws IOException;

  /** The loop that devices are opened on. */
  protected abstract EventLoop loop();

  /** Our routes into the device, as the computer has them, in order. */
  protected abstract List<Prefix> routesOf(String device) throws IOException;

  /** Whether the computer has a device of this name. */
  protected abstract boolean exists(String device) throws IOException;

  private static final DeviceRequest REQUEST =
      new DeviceRequest(
          "culvert", List.of(IpAddress.parse("10.111.0.1"), IpAddress.parse("fd00:111::1")), 0);

  private static final DnsRequest DNS =
      new DnsRequest(
          IpAddress.parse("10.111.0.2"),
          "cluster.local",
          List.of("shop.svc.cluster.local", "svc.cluster.local", "cluster.local"),
          List.of("cluster.local"));

  private static List<Prefix> prefixes(String... texts) {
    return List.of(texts).stream().map(Prefix::parse).sorted().toList();
  }

  @Test
  void aDeviceHasWhatItWasGiven() throws IOException {
    try (HostNetwork network = network()) {
      HostDevice device = network.openDevice(REQUEST, loop());
      assertThat(device.name()).isEqualTo("culvert0");
      assertThat(device.index()).isPositive();
      assertThat(device.addresses()).isEqualTo(prefixes("10.111.0.1/32", "fd00:111::1/128"));
      assertThat(device.link().mtu()).isGreaterThanOrEqualTo(1280);
      assertThat(exists("culvert0")).isTrue();
    }
    assertThat(exists("culvert0")).isFalse();
  }

  @Test
  void aSecondDeviceHasTheNextNumber() throws IOException {
    try (HostNetwork network = network()) {
      network.openDevice(REQUEST, loop());
      DeviceRequest second =
          new DeviceRequest("culvert", List.of(IpAddress.parse("10.111.0.9")), 0);
      assertThat(network.openDevice(second, loop()).name()).isEqualTo("culvert1");
    }
  }

  @Test
  void closingTheLinkRemovesTheDevice() throws IOException {
    try (HostNetwork network = network()) {
      HostDevice device = network.openDevice(REQUEST, loop());
      device.link().close();
      device.link().close();
      assertThat(exists(device.name())).isFalse();
      assertThatThrownBy(() -> network.setRoutes(device, prefixes("10.96.0.0/12")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("culvert0");
    }
  }

  @Test
  void routesBecomeExactlyWhatWasAsked() throws IOException {
    try (HostNetwork network = network()) {
      HostDevice device = network.openDevice(REQUEST, loop());
      network.setRoutes(device, prefixes("10.96.0.0/12", "10.42.0.0/16", "fd00:42::/64"));
      assertThat(routesOf("culvert0"))
          .isEqualTo(prefixes("10.96.0.0/12", "10.42.0.0/16", "fd00:42::/64"));
      network.setRoutes(device, prefixes("10.42.0.0/16", "10.43.0.0/16"));
      network.setRoutes(device, prefixes("10.42.0.0/16", "10.43.0.0/16"));
      assertThat(routesOf("culvert0")).isEqualTo(prefixes("10.42.0.0/16", "10.43.0.0/16"));
      network.setRoutes(device, List.of());
      assertThat(routesOf("culvert0")).isEmpty();
    }
  }

  @Test
  void lookingShowsTheComputerWithoutUs() throws IOException {
    try (HostNetwork network = network()) {
      HostEnvironment before = network.look();
      assertThat(before.resolvers()).containsExactly(IpAddress.parse("192.168.1.1"));
      HostDevice device = network.openDevice(REQUEST, loop());
      network.setRoutes(device, prefixes("10.96.0.0/12"));
      network.applyDns(device, DNS);
      assertThat(network.look()).isEqualTo(before);
    }
  }

  @Test
  void dnsMayBeAppliedAgainAndRevertedTwice() throws IOException {
    try (HostNetwork network = network()) {
      HostDevice device = network.openDevice(REQUEST, loop());
      network.revertDns();
      DnsApplied applied = network.applyDns(device, DNS);
      assertThat(applied.mode()).isIn("systemd-resolved", "resolv.conf");
      assertThat(applied.reason()).isNotBlank();
      assertThat(network.applyDns(device, DNS).mode()).isEqualTo(applied.mode());
      network.revertDns();
      network.revertDns();
      assertThat(network.look().resolvers()).containsExactly(IpAddress.parse("192.168.1.1"));
    }
  }

  @Test
  void undoingAllSaysWhatWasUndoneAndThenNothing() throws IOException {
    try (HostNetwork network = network()) {
      HostDevice device = network.openDevice(REQUEST, loop());
      network.setRoutes(device, prefixes("10.96.0.0/12"));
      network.applyDns(device, DNS);
      assertThat(network.undoAll()).isNotEmpty();
      assertThat(exists("culvert0")).isFalse();
      assertThat(network.undoAll()).isEmpty();
    }
  }
}
