package dev.culvert.manager;

import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.grpc.GrpcConnector;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.tls.ServerAuthority;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Starts a manager as a process beside an API server of the test, measures it, uses it as a client
 * does and ends it. With {@code -XX:DumpLoadedClassList} in the command this tells which classes a
 * manager loads.
 */
public final class ManagerTrial {
  private static final String DNS_PORT = "53";

  private ManagerTrial() {}

  /**
   * Arguments: a directory for the kubeconfig, the same directory as the manager sees it, and the
   * manager's command.
   */
  public static void main(String... arguments) throws Exception {
    Path dir = Path.of(arguments[0]);
    try (FakeApi api = new FakeApi().kind()) {
      api.kubeconfig(dir.resolve("kubeconfig"));
      Files.writeString(dir.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
      List<String> command = new ArrayList<>(List.of(arguments).subList(2, arguments.length));
      int port = freePort();
      int health = freePort();
      command.addAll(
          List.of(
              "--bind=127.0.0.1",
              "--port=" + port,
              "--health-port=" + health,
              "--resolv-conf=" + arguments[1] + "/resolv.conf",
              "--dns-server=127.0.0.1:" + DNS_PORT));
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      builder.environment().put("KUBECONFIG", arguments[1] + "/kubeconfig");
      long begun = System.nanoTime();
      Process process = builder.start();
      try {
        awaitReady(process, health);
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        ProcessHandle java = leaf(process.toHandle());
        System.out.println(
            "ready after " + took + " ms, of which processor time " + cpuMillis(java) + " ms");
        use(api, port);
        Files.writeString(dir.resolve("authority.pem"), authority(api));
        // Last: who waits for it may begin.
        Files.writeString(dir.resolve("port"), port + "\n");
        TimeUnit.SECONDS.sleep(Integer.getInteger("trial.rest", 0));
        System.out.println(
            "resident %d MiB, of which %d are files"
                .formatted(memory(java, "VmRSS:"), memory(java, "RssFile:")));
        java.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          throw new IOException("the manager did not end within 20 s of SIGTERM");
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static void awaitReady(Process process, int health) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + health + "/readyz")).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (System.nanoTime() < deadline) {
        if (!process.isAlive()) {
          throw new IOException("the manager ended with exit code " + process.exitValue());
        }
        try {
          if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException _) {
          // Not listening yet.
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
    throw new IOException("the manager was not ready within two minutes");
  }

  private static void use(FakeApi api, int port) throws Exception {
    EventLoopGroup loops = Transports.newLoops(1, "trial");
    try {
      ConnectSettings settings =
          new ConnectSettings(
              new ConnectSettings.Direct(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
              authority(api),
              ServerAuthority.NAME,
              ManagerFixture.token("anybody"),
              "trial",
              Optional.empty());
      ManagerFixture.SessionListener listener = new ManagerFixture.SessionListener();
      ManagerSession session = open(settings, loops, listener);
      if (listener.clusters.poll(30, TimeUnit.SECONDS) == null) {
        throw new IOException("the manager did not tell the cluster's network");
      }
      session.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
    }
  }

  /** On a busy machine the first try may be too slow for the client. */
  private static ManagerSession open(
      ConnectSettings settings, EventLoopGroup loops, ManagerFixture.SessionListener listener)
      throws Exception {
    for (int tries = 1; ; tries++) {
      try {
        return new GrpcConnector("trial")
            .connect(settings, loops.next(), listener)
            .get(30, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (tries == 5) {
          throw e;
        }
      }
    }
  }

  /** User and system time of a process so far; a measure that a busy machine does not change. */
  private static long cpuMillis(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }

  private static String authority(FakeApi api) {
    return api.made("/api/v1/namespaces/culvert/configmaps")
        .getAsJsonObject("data")
        .get("ca.crt")
        .getAsString();
  }

  private static ProcessHandle leaf(ProcessHandle process) {
    return process.descendants().reduce((first, second) -> second).orElse(process);
  }

  private static long memory(ProcessHandle process, String what) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith(what))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
