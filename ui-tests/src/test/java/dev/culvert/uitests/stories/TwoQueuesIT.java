package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same with a helper that uses two cores: a device with two queues, two tunnel connections. */
final class TwoQueuesIT extends TransfersIT {
  private static final String ESTABLISHED = "01";

  /** Whole ones and fragmented ones, of twenty flows. */
  private static final String DATAGRAMS =
      """
      import socket
      for i in range(20):
          s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
          s.settimeout(5)
          for size in (1, 1400, 9000, 65507):
              s.sendto(b'x' * size, ('udp-echo.shop', 5300))
              assert len(s.recv(65536)) == size, size
      print('ok')
      """;

  @Override
  String[] helperOptions() {
    return new String[] {"--queues", "2"};
  }

  @Test
  void everyKindOfTrafficFindsItsQueue() throws IOException {
    connect();
    assertThat(laptop().helperLog()).contains("queues: 2");
    awaitTwoConnections();
    for (int i = 0; i < 20; i++) {
      assertThat(printed("/usr/bin/curl", "-sS", "http://echo.shop")).contains("echo-");
    }
    assertThat(printed("/usr/bin/dig", "+tcp", "+short", "echo.shop.svc.cluster.local"))
        .isEqualTo("10.96.20.1");
    for (String type : List.of("A", "AAAA")) {
      String pod = printed("/usr/bin/dig", "+short", "cart-0.cart.shop.svc.cluster.local", type);
      assertThat(printed("/usr/bin/ping", "-n", "-c", "1", "-W", "10", pod)).contains("1 received");
    }
    assertThat(printed("/usr/bin/python3", "-c", DATAGRAMS)).isEqualTo("ok");
  }

  @Test
  void bothConnectionsAreBackAfterTheTunnelWasCut() throws IOException {
    connect();
    awaitTwoConnections();
    playground().faults().cut();
    recovers("the tunnel was cut", "http://echo.shop");
    awaitTwoConnections();
    System.out.print(load("short", "500", "8"));
  }

  private void awaitTwoConnections() {
    Laptop.await(
        Duration.ofSeconds(20), "two connections to the cluster", () -> connections() == 2);
  }

  /** The computer's connections to the API server (proc(5), /proc/pid/net). */
  private long connections() {
    String port = ":%04X".formatted(Layout.API_PORT);
    try {
      List<String> sockets = new ArrayList<>();
      for (String table : List.of("tcp", "tcp6")) {
        sockets.addAll(
            Files.readAllLines(
                Path.of("/proc", Long.toString(laptop().helper().pid()), "net", table)));
      }
      return sockets.stream()
          .map(line -> line.strip().split(" +", -1))
          .filter(fields -> fields[2].endsWith(port) && fields[3].equals(ESTABLISHED))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
