package dev.culvert.playground.bench;

import dev.culvert.playground.Place;
import dev.culvert.playground.Playground;
import dev.culvert.playground.machine.Layout;
import dev.culvert.playground.machine.Output;
import dev.culvert.playground.machine.Processes;
import dev.culvert.playground.machine.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The yardstick: two hops of {@code socat} with TLS between them, one on the laptop, one on the
 * cluster's node. What a person would build by hand for one port at a time.
 */
final class Relay implements AutoCloseable {
  /** Stands for the cluster's DNS server. */
  static final int DNS = 7253;

  private static final int LAPTOP_OFFSET = 10_000;
  private static final int NODE_OFFSET = 20_000;

  private final List<Process> processes = new ArrayList<>();

  /**
   * @param target the address of the bench server's pod
   * @param names the address of the cluster's DNS pod
   */
  Relay(Playground playground, String target, String names, List<Integer> ports)
      throws IOException {
    Path pem = playground.folder().resolve("relay.pem");
    Processes.run(
            Duration.ofSeconds(30),
            "",
            List.of(
                Programs.path("sh"),
                "-c",
                "umask 077; openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=relay -days 2"
                    + " -keyout '"
                    + pem
                    + "' -out '"
                    + pem
                    + ".crt' 2>/dev/null && cat '"
                    + pem
                    + ".crt' >> '"
                    + pem
                    + "'"))
        .orFail("openssl req");
    // The node lets only the API server be reached; the relay's second hop is an exception.
    onNode(
            playground,
            Programs.path("nft"),
            "insert rule inet node input iifname eth0 tcp dport "
                + (NODE_OFFSET + ports.getFirst())
                + "-"
                + (NODE_OFFSET + DNS)
                + " accept")
        .orFail("nft");
    for (int port : ports) {
      hop(playground, pem, "TCP", port, target + ":" + port + ",nodelay");
    }
    hop(playground, pem, "UDP4", BenchServer.UDP_ECHO, target + ":" + BenchServer.UDP_ECHO);
    hop(playground, pem, "UDP4", DNS, names + ":53");
  }

  /** One port: from the laptop's loopback through TLS to the node, and on to the target. */
  private void hop(Playground playground, Path pem, String protocol, int port, String target) {
    String stream = protocol.equals("TCP") ? ",backlog=512,nodelay" : "";
    processes.add(
        Processes.start(
            List.of(
                Programs.path("nsenter"),
                "--net=/run/netns/" + playground.nodeNamespace(),
                "--",
                Programs.path("socat"),
                "OPENSSL-LISTEN:"
                    + (port + NODE_OFFSET)
                    + ",fork,reuseaddr,backlog=512,verify=0,nodelay,cert="
                    + pem,
                protocol + ":" + target),
            Processes.plainEnvironment(),
            Relay::silently));
    processes.add(
        playground.start(
            Place.laptop(),
            List.of(
                Programs.path("socat"),
                protocol
                    + "-LISTEN:"
                    + (port + LAPTOP_OFFSET)
                    + ",fork,reuseaddr,bind=127.0.0.1"
                    + stream,
                "OPENSSL:" + Layout.NODE + ":" + (port + NODE_OFFSET) + ",verify=0,nodelay"),
            Map.of(),
            Relay::silently));
  }

  private static void silently(ProcessBuilder builder) {
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
  }

  private static Output onNode(Playground playground, String... command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                Programs.path("nsenter"), "--net=/run/netns/" + playground.nodeNamespace(), "--"));
    all.addAll(List.of(command));
    return Processes.run(Duration.ofSeconds(10), "", all);
  }

  /** Where the laptop finds a server's port. */
  Way.HostPort entrance(int port) {
    return new Way.HostPort("127.0.0.1", port + LAPTOP_OFFSET);
  }

  @Override
  public void close() {
    // The listeners' children end with their connections.
    processes.forEach(Process::destroy);
  }
}
