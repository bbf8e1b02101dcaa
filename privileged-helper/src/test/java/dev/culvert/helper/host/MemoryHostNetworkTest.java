package dev.culvert.helper.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class MemoryHostNetworkTest extends HostNetworkContract {
  private static final EventLoop LOOP = new DefaultEventLoop();

  private final MemoryHostNetwork network = new MemoryHostNetwork();

  @AfterAll
  static void stopLoop() {
    LOOP.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Override
  protected HostNetwork network() {
    return network;
  }

  @Override
  protected EventLoop loop() {
    return LOOP;
  }

  @Override
  protected List<Prefix> routesOf(String device) {
    return network.computer().routes(device);
  }

  @Override
  protected boolean exists(String device) {
    return network.computer().devices().contains(device);
  }

  @Test
  void aFailureIsThrownOnceAndChangesNothing() throws IOException {
    network.failNext(new IOException("no"));
    DeviceRequest request = new DeviceRequest("t", List.of(IpAddress.parse("10.0.0.1")), 0);
    assertThatThrownBy(() -> network.openDevice(request, LOOP)).hasMessage("no");
    assertThat(network.openDevice(request, LOOP).name()).isEqualTo("t0");
  }

  @Test
  void whatADeadProcessLeftIsUndoneByTheNext() throws IOException {
    HostDevice device =
        network.openDevice(new DeviceRequest("t", List.of(IpAddress.parse("10.0.0.1")), 0), LOOP);
    network.applyDns(
        device, new DnsRequest(IpAddress.parse("10.0.0.2"), "c", List.of(), List.of()));
    network.computer().processDied();
    MemoryHostNetwork next =
        new MemoryHostNetwork(network.computer(), request -> new SilentLink(request.mtu()));
    assertThat(next.undoAll()).containsExactly("name service restored");
    assertThat(next.computer().dns()).isEmpty();
  }
}
