package dev.culvert.uitests.stories;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A container on the laptop has the very address of a service in the cluster, in a network of the
 * cluster's range, as Docker's may be. Both answer, each where it should.
 */
@Tag("integration")
final class OverlapIT extends Story {
  private static final String CONTAINER = "10.96.20.1";
  private static final String PID = "/tmp/container.pid";

  private @Nullable Process container;

  @BeforeEach
  void startAContainer() {
    container =
        laptop()
            .computer()
            .start(
                Optional.empty(),
                java.util.List.of(
                    "/bin/sh",
                    "-c",
                    "echo $$ > %s && exec unshare --net /usr/bin/python3 -c \"$0\"".formatted(PID),
                    """
                    import http.server
                    class Here(http.server.BaseHTTPRequestHandler):
                        def do_GET(self):
                            self.send_response(200)
                            self.end_headers()
                            self.wfile.write(b'the container')
                    http.server.HTTPServer(('', 80), Here).serve_forever()
                    """),
                Map.of(),
                builder ->
                    builder
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD));
    Laptop.await(
        Duration.ofSeconds(20),
        "the container has a network of its own",
        () ->
            laptop()
                .shell(
                    "test -s %1$s && test $(readlink /proc/$(cat %1$s)/ns/net) != $(readlink /proc/self/ns/net)"
                        .formatted(PID))
                .ok());
    laptop()
        .shell(
            """
            set -e
            ip link add docker9 type bridge
            ip address add 10.96.20.254/24 dev docker9
            ip -6 address add fd00:10:244::ffff/64 dev docker9 nodad
            ip link set docker9 up
            ip link add veth9 type veth peer name eth9
            ip link set veth9 master docker9 up
            ip link set eth9 netns $(cat %s)
            nsenter --net -t $(cat %s) sh -c 'ip address add %s/24 dev eth9; ip link set eth9 up'
            """
                .formatted(PID, PID, CONTAINER))
        .orFail("a bridge with a container");
    Laptop.await(
        Duration.ofSeconds(20),
        "the container answers",
        () -> body(CONTAINER).equals("the container"));
  }

  @AfterEach
  void stopTheContainer() {
    laptop().shell("ip link del docker9; kill -9 $(cat %s); rm -f %s".formatted(PID, PID));
    if (container != null) {
      container.destroyForcibly();
    }
    Laptop.await(
        Duration.ofSeconds(20),
        "the container's network is gone",
        () -> !laptop().shell("ip -o link").out().contains("veth9"));
  }

  @Test
  void bothAnswerUnderAddressesOfTheirOwn() throws IOException {
    String network = laptop().shell("ip -4 address show docker9; ip route").out();
    connect();
    String status = laptop().cli("status").out();
    assertThat(status)
        .contains("10.96.0.0/16 as 198.18.0.0/16, because docker9 has 10.96.20.0/24")
        .contains("fd00:10:244::/64 as fdc5:1f7a:3e0a::/64, because docker9 has fd00:10:244::/64");
    String virtual = dig("echo.shop.svc.cluster.local", "A");
    assertThat(virtual).isEqualTo("198.18.20.1");
    assertThat(body("echo.shop")).contains("echo").isNotEqualTo("the container");
    assertThat(body(virtual)).isNotEqualTo("the container").isNotEmpty();
    assertThat(body(CONTAINER)).as("the bridge's own").isEqualTo("the container");
    assertThat(printed("/usr/bin/dig", "+short", "-x", virtual))
        .isEqualTo("echo.shop.svc.cluster.local.");
    assertThat(dig("kubernetes.default.svc.cluster.local", "A")).isEqualTo("198.18.0.1");
    assertThat(dig("cart.shop.svc.cluster.local", "AAAA").lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("fdc5:1f7a:3e0a:"));
    datagramsAndPings();
    refusalsAreTheClusters();
    bothAddressesAreShown();
    whatIsAttachedHasTheseAddresses();
    disconnect();
    assertThat(laptop().shell("ip -4 address show docker9; ip route").out()).isEqualTo(network);
    assertThat(body(CONTAINER)).isEqualTo("the container");
  }

  private void datagramsAndPings() {
    assertThat(
            printed(
                "/usr/bin/python3",
                "-c",
                """
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.settimeout(10)
                address = socket.gethostbyname('udp-echo.shop')
                assert address.startswith('198.18.'), address
                s.connect((address, 5300))
                for size in (1, 9000):
                    s.send(b'x' * size)
                    assert len(s.recv(65536)) == size, size
                print('ok')
                """))
        .isEqualTo("ok");
    String six = dig("cart-0.cart.shop.svc.cluster.local", "AAAA");
    Output answered = laptop().run("/usr/bin/ping", "-n", "-c", "2", "-W", "10", six);
    assertThat(answered.out()).contains("from " + six).contains("2 received");
  }

  private void refusalsAreTheClusters() {
    Output refused = curl("refused.shop");
    assertThat(refused.exitCode()).as(refused.err()).isEqualTo(7);
    assertThat(refused.err()).contains("refused");
    Output unreachable = curl("unreachable.shop");
    assertThat(unreachable.err().toLowerCase(Locale.ROOT)).contains("no route to host");
  }

  private void bothAddressesAreShown() throws IOException {
    Laptop.await(
        Duration.ofSeconds(20),
        "a flow shows both addresses",
        () -> {
          String flows = laptop().cli("flows", "--json").out();
          return flows.contains("\"destinationAddress\":\"198.18.20.1\"")
              && flows.contains("\"realAddress\":\"10.96.20.1\"");
        });
    assertThat(laptop().cli("dns", "echo.shop").out())
        .contains("198.18.20.1  ; 10.96.20.1 in the cluster")
        .contains("another network of this computer has its range");
  }

  /** The variables of a workload, and the short way to a port that is taken. */
  private void whatIsAttachedHasTheseAddresses() throws IOException {
    Process program =
        laptop()
            .computer()
            .start(
                Optional.empty(),
                List.of(
                    "/usr/bin/python3",
                    "-u",
                    playground()
                        .inLaptop(playground().folder().resolve("shared/pod.py"))
                        .toString(),
                    "http:3999"),
                Map.of("POD_NAME", "mara"),
                builder -> builder.redirectErrorStream(true).redirectOutput(DISCARD));
    try {
      Output attached =
          laptop().cli("intercept", "echo", "-n", "shop", "-p", "3999:http", "--json");
      Matcher id = Pattern.compile("\"id\": ?\"(\\w+)\"").matcher(attached.orFail("attach").out());
      assertThat(id.find()).isTrue();
      assertThat(attached.out())
          .containsPattern("\"KUBERNETES_SERVICE_HOST\": ?\"kubernetes.default.svc\"");
      Pattern direct =
          Pattern.compile("\"destinationAddress\": ?\"198.18.20.1\"[^}]*\"direct\": ?true");
      Laptop.await(
          Duration.ofSeconds(30),
          "the Service's virtual address leads to the program here",
          () -> {
            assertThat(body("echo.shop")).contains("mara");
            return direct.matcher(laptop().cli("flows", "--json").out()).find();
          });
      laptop().cli("detach", id.group(1)).orFail("detach");
    } finally {
      program.destroyForcibly();
    }
  }

  @Test
  void whatIsExcludedIsTheOtherNetworks() {
    connect("exclude");
    assertThat(laptop().cli("status").out())
        .contains("10.96.20.0/24 is left out, because docker9 has 10.96.20.0/24");
    assertThat(dig("echo.shop.svc.cluster.local", "A")).isEqualTo(CONTAINER);
    assertThat(body("echo.shop")).isEqualTo("the container");
    assertThat(laptop().shell("ip route get 10.96.10.1").out()).contains("culvert");
    assertThat(body("web.default")).isNotEmpty();
  }

  @Test
  void ofWhatIsAllowedTheLongerRouteWins() {
    connect("allow");
    assertThat(laptop().cli("status").out())
        .contains("10.96.0.0/16 is allowed, although docker9 has 10.96.20.0/24");
    assertThat(laptop().shell("ip route get 10.96.10.1").out()).contains("culvert");
    assertThat(body(CONTAINER)).isEqualTo("the container");
  }

  @Test
  void aNetworkThatComesWhileConnectedKeepsItsAddresses() {
    laptop()
        .shell("ip link set docker9 down; ip address flush dev docker9")
        .orFail("no network yet");
    connect("map");
    assertThat(dig("echo.shop.svc.cluster.local", "A")).isEqualTo(CONTAINER);
    assertThat(body("echo.shop")).isNotEqualTo("the container");
    laptop()
        .shell("ip address add 10.96.20.254/24 dev docker9; ip link set docker9 up")
        .orFail("the network comes");
    Laptop.await(
        Duration.ofSeconds(20),
        "the cluster has other addresses",
        () -> dig("echo.shop.svc.cluster.local", "A").equals("198.18.20.1"));
    Laptop.await(
        Duration.ofSeconds(20),
        "both answer",
        () -> body(CONTAINER).equals("the container") && body("echo.shop").contains("echo"));
  }

  private void connect(String overlap) {
    laptop().cli("connect", "dev-eu", "-n", "shop", "--overlap", overlap).orFail("connect");
  }

  private String body(String host) {
    return laptop().run("/usr/bin/curl", "-4sS", "--max-time", "5", "http://" + host).out().strip();
  }

  private Output curl(String host) {
    return laptop().run("/usr/bin/curl", "-v", "--max-time", "5", "http://" + host);
  }

  private String dig(String name, String type) {
    return printed("/usr/bin/dig", "+short", "+time=3", name, type);
  }
}
