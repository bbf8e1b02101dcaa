package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.api.Faults.Scope;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Any program reaches services by name while connected, and everything is as before when not. */
final class NamesAndServicesIT extends Story {

  @Test
  void servicesAnswerByNameWhileConnectedOnly() throws IOException {
    assertThat(reaches("http://echo.shop")).as("before connecting").isFalse();
    connect();
    assertThat(printed("/usr/bin/curl", "-sS", "http://echo.shop")).contains("echo-");
    assertThat(printed("/usr/bin/curl", "-sS", "http://echo")).contains("echo-");
    assertThat(printed("/usr/bin/curl", "-sS", "http://echo.shop.svc.cluster.local"))
        .contains("echo-");
    assertThat(printed("/usr/bin/curl", "-sS", "http://orders.shop.svc:9090")).contains("orders-");
    assertThat(printed("/usr/bin/getent", "hosts", "echo.shop"))
        .contains("echo.shop.svc.cluster.local");
    assertThat(printed("/usr/bin/getent", "ahostsv4", "echo.shop")).contains("10.96.20.1");
    assertThat(printed("/usr/bin/redis-cli", "-h", "redis.shop", "PING")).isEqualTo("PONG");
    disconnect();
    assertThat(reaches("http://echo.shop")).as("after disconnecting").isFalse();
  }

  @Test
  void digFindsEveryKindOfRecord() throws IOException {
    connect();
    assertThat(dig("echo.shop.svc.cluster.local", "A")).isEqualTo("10.96.20.1");
    assertThat(dig("echo.shop", "A")).contains("10.96.20.1");
    assertThat(dig("cart-0.cart.shop.svc.cluster.local", "A")).startsWith("10.244.");
    assertThat(dig("cart-0.cart.shop.svc.cluster.local", "AAAA")).startsWith("fd00:10:244:");
    assertThat(dig("cart.shop.svc.cluster.local", "A").lines()).hasSize(2);
    assertThat(dig("_http._tcp.orders.shop.svc.cluster.local", "SRV"))
        .contains("80 orders.shop.svc.cluster.local.");
    assertThat(printed("/usr/bin/dig", "+short", "-x", "10.96.20.1"))
        .isEqualTo("echo.shop.svc.cluster.local.");
    assertThat(
            printed("/usr/bin/dig", "+noall", "+comments", "nothing.shop.svc.cluster.local")
                .toUpperCase(Locale.ROOT))
        .contains("NXDOMAIN");
  }

  @Test
  void publicNamesGoWhereTheyWent() throws IOException {
    String page = printed("/usr/bin/curl", "-sS", "http://www.example.com");
    String missing = status("nothing.example.com");
    connect();
    assertThat(printed("/usr/bin/curl", "-sS", "http://www.example.com")).isEqualTo(page);
    assertThat(status("nothing.example.com")).isEqualTo(missing);
    disconnect();
    assertThat(printed("/usr/bin/curl", "-sS", "http://www.example.com")).isEqualTo(page);
  }

  @Test
  void datagramsComeBack() throws IOException {
    connect();
    Output echo =
        laptop()
            .run(
                "/usr/bin/python3",
                "-c",
                """
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.settimeout(5)
                for size in (1, 1400, 9000, 65507):
                    s.sendto(b'x' * size, ('udp-echo.shop', 5300))
                    assert len(s.recv(65536)) == size, size
                print('ok')
                """);
    assertThat(echo.orFail("UDP echo").out()).contains("ok");
  }

  /** The pod itself answers, over both families; nothing answers in its place. */
  @Test
  void pingsAreAnsweredByTheirTarget() throws IOException {
    connect();
    String four = dig("cart-0.cart.shop.svc.cluster.local", "A");
    String six = dig("cart-0.cart.shop.svc.cluster.local", "AAAA");
    for (String pod : List.of(four, six)) {
      Output answered = laptop().run("/usr/bin/ping", "-n", "-c", "2", "-W", "10", pod);
      assertThat(answered.out()).as(answered.err()).contains("2 received");
    }
    Output silent = laptop().run("/usr/bin/ping", "-n", "-c", "1", "-W", "2", "10.244.0.250");
    assertThat(silent.out()).as("an address without a pod").contains("0 received");
  }

  @Test
  void whyAConnectionIsNotThereIsToldToProgramAndPerson() throws IOException {
    connect();
    long start = System.nanoTime();
    Output refused = curl("http://refused.shop", 5);
    assertThat(refused.exitCode()).as(refused.err()).isEqualTo(7);
    assertThat(refused.err()).contains("refused");
    assertThat(System.nanoTime() - start).as("told, not timed out").isLessThan(2_000_000_000L);
    Output unreachable = curl("http://unreachable.shop", 5);
    assertThat(unreachable.exitCode()).as(unreachable.err()).isEqualTo(7);
    assertThat(unreachable.err().toLowerCase(Locale.ROOT)).contains("no route to host");
    Output silent = curl("http://blackhole.shop", 14);
    assertThat(silent.exitCode()).as(silent.err()).isEqualTo(28);
    String flows = laptop().cli("flows", "--json").orFail("flows").out();
    assertThat(flows.toLowerCase(Locale.ROOT))
        .contains("refused")
        .contains("unreachable")
        .contains("timed");
  }

  @Test
  void aConnectionTakesOneRoundTripHoweverItEnds() throws IOException {
    connect();
    Duration roundTrip = Duration.ofMillis(500);
    playground().faults().delay(roundTrip, Scope.ALL);
    try {
      for (String service : List.of("refused", "echo")) {
        String took =
            printed(
                "/usr/bin/python3",
                "-c",
                """
                import socket, time
                address = socket.gethostbyname('%s.shop')
                best = 9.0
                for attempt in range(3):
                    s = socket.socket()
                    began = time.monotonic()
                    error = s.connect_ex((address, 80))
                    best = min(best, time.monotonic() - began)
                    assert (error != 0) == ('%s' == 'refused'), error
                    s.close()
                print(best)
                """
                    .formatted(service, service));
        System.out.printf("%s: answered after %s s, round trip 0.5 s%n", service, took.strip());
        assertThat(Double.parseDouble(took.strip()))
            .as("seconds to %s, over a round trip of half a second", service)
            .isBetween(0.5, 0.95);
      }
    } finally {
      playground().faults().heal();
    }
  }

  private Output curl(String url, int seconds) {
    return laptop().run("/usr/bin/curl", "-v", "--max-time", Integer.toString(seconds), url);
  }

  private String dig(String name, String type) {
    return printed("/usr/bin/dig", "+short", "+time=3", name, type);
  }

  private String status(String name) {
    return printed("/usr/bin/dig", "+noall", "+comments", name)
        .lines()
        .filter(line -> line.contains("status:"))
        .map(line -> line.replaceAll(", id:.*", ""))
        .findFirst()
        .orElse("no answer");
  }
}
