package dev.culvert.manager;

import com.sun.net.httpserver.HttpServer;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.agent.files.FileService;
import dev.culvert.manager.agent.path.AgentPorts;
import dev.culvert.manager.agent.redirect.Redirect;
import dev.culvert.manager.agent.rpc.AgentClient;
import dev.culvert.manager.attach.PodView;
import dev.culvert.manager.auth.PodVerifier;
import dev.culvert.manager.dns.DnsResolver;
import dev.culvert.manager.tls.ServerAuthority;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Filter;
import dev.culvert.proto.attach.v1.HeaderMatch;
import dev.culvert.proto.attach.v1.Hello;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.attach.v1.Resolver;
import dev.culvert.proto.attach.v1.Workload;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A pod with a real application on loopback and a real agent beside it, a real manager, and a real
 * session of a laptop. Only the kernel's redirect is the test's: whoever calls the pod dials the
 * agent's port.
 */
final class AttachFixture implements AutoCloseable {
  static final IpAddress POD_ADDRESS = IpAddress.parse("10.244.0.7");

  final ManagerFixture manager = new ManagerFixture();
  private final HttpServer application;
  final int applicationPort;
  final PodView pod;
  final EventLoopGroup agentLoops = Transports.newPacedLoops(1, "test-agent");

  /** What the pod's nameservers say; nothing. */
  volatile DnsResolver names =
      query -> CompletableFuture.failedStage(new IOException("nobody answers"));

  final BlockingQueue<Map<Redirect.Port, Integer>> redirects = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> closing = new ArrayList<>();

  /** With an application that speaks HTTP/1.1. */
  AttachFixture() throws IOException {
    this(server("pod"), 0);
  }

  /** With an application of the test's own at this port of loopback. */
  AttachFixture(int port) throws IOException {
    this(server("unused"), port);
  }

  private AttachFixture(HttpServer application, int port) throws IOException {
    this.application = application;
    this.applicationPort = port == 0 ? application.getAddress().getPort() : port;
    pod =
        new PodView(
            "shop",
            "orders-1",
            "uid-orders-1",
            true,
            List.of(POD_ADDRESS),
            List.of(
                new PodView.Container(
                    "main",
                    List.of(new PodView.Port("http", applicationPort, false)),
                    List.of(),
                    Optional.empty())),
            List.of());
    manager.workloads.pods.add(pod);
    manager.agentPods.put("pod-token", new PodVerifier.Pod("shop", "orders-1", "uid-orders-1"));
    manager.workloads.onPlaced = placed -> startAgent("pod-token", redirects);
  }

  /** Answers every request with its own name and the path. */
  static HttpServer server(String name) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          byte[] text =
              "%s %s %d"
                  .formatted(name, exchange.getRequestURI(), body.length)
                  .getBytes(StandardCharsets.UTF_8);
          try (exchange) {
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
          }
        });
    server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return server;
  }

  /** An agent with this token that is somebody else's: its redirect is of another pod. */
  void startForeignAgent(String token) {
    startAgent(token, new LinkedBlockingQueue<>());
  }

  /** An agent with this token, as its container would start it. */
  private void startAgent(String token, BlockingQueue<Map<Redirect.Port, Integer>> redirect) {
    try {
      Path file = Files.createTempFile("culvert-token", "");
      closing.add(() -> Files.delete(file));
      Files.writeString(file, token);
      EventLoop loop = agentLoops.next();
      AgentClient client =
          new AgentClient(
              loop,
              new AgentClient.Setup(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), manager.server.port()),
                  manager.authority.authorityPem(),
                  ServerAuthority.NAME,
                  file,
                  () ->
                      Hello.newBuilder()
                          .setTarget("main")
                          .setCanRedirect(manager.workloads.redirectRefusal.isEmpty())
                          .putEnvironment("DATABASE", "orders-db")
                          .setResolver(
                              Resolver.newBuilder()
                                  .addNameservers("10.96.0.10")
                                  .addSearch("shop.svc.cluster.local"))
                          .build(),
                  query -> names.resolve(query)));
      AgentPorts ports =
          new AgentPorts(
              loop,
              client,
              manager.workloads.redirectRefusal.isEmpty()
                  ? Optional.of(new Recording(redirect))
                  : Optional.empty(),
              InetAddress.getLoopbackAddress(),
              InetAddress.getLoopbackAddress(),
              client);
      closing.add(ports);
      client.start(ports::apply, new FileService(Path.of("/"), loop)::serve);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private record Recording(BlockingQueue<Map<Redirect.Port, Integer>> to) implements Redirect {
    @Override
    public void set(Map<Redirect.Port, Integer> wanted) {
      to.add(Map.copyOf(wanted));
    }

    @Override
    public void close() {
      to.add(Map.of());
    }
  }

  /** Where the pod's port leads now: the agent's, or the application's own. */
  int leadsTo() {
    for (Map<Redirect.Port, Integer> each = redirects.poll();
        each != null;
        each = redirects.poll()) {
      known = each;
    }
    return known.getOrDefault(new Redirect.Port(false, applicationPort), applicationPort);
  }

  /** Waits until the pod's port leads to the application again. */
  void awaitNoRedirect() throws InterruptedException {
    while (leadsTo() != applicationPort) {
      Map<Redirect.Port, Integer> next = redirects.poll(30, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("the redirect is still there after 30 s: " + known);
      }
      known = next;
    }
  }

  private Map<Redirect.Port, Integer> known = Map.of();

  /** A laptop's session, with what it delivers to local programs. */
  Laptop laptop(String token) throws Exception {
    ManagerSession session =
        manager.connect(
            manager.settings(manager.direct(), ManagerFixture.token(token)),
            new ManagerFixture.SessionListener());
    return new Laptop(session);
  }

  AttachSpec.Builder spec(Kind kind, int local) {
    return AttachSpec.newBuilder()
        .setWorkload(
            Workload.newBuilder().setKind("Deployment").setNamespace("shop").setName("orders"))
        .setKind(kind)
        .addPorts(dev.culvert.proto.attach.v1.Port.newBuilder().setLocal(local).setRemote("http"));
  }

  static Filter header(String name, String value) {
    return Filter.newBuilder()
        .addHeaders(HeaderMatch.newBuilder().setName(name).setExact(value))
        .build();
  }

  /** One laptop. */
  final class Laptop implements AutoCloseable {
    final ManagerSession session;
    final AttachmentCalls calls;
    private AttachmentCalls.Standing incoming;

    Laptop(ManagerSession session) {
      this.session = session;
      this.calls = session.attachments();
      this.incoming = listen();
    }

    private AttachmentCalls.Standing listen() {
      return calls.incoming(told -> LoopbackDelivery.begin(calls, told, manager.loop));
    }

    Ready attach(AttachSpec spec) throws Exception {
      CompletableFuture<Ready> ready = new CompletableFuture<>();
      var _ =
          calls.attach(
              AttachRequest.newBuilder().setSpec(spec).build(),
              event -> {
                if (event.hasReady()) {
                  ready.complete(event.getReady());
                }
              },
              end -> end.ifPresent(ready::completeExceptionally));
      return ready.get(60, TimeUnit.SECONDS);
    }

    /** Its network is gone; the session is left to its grace period. */
    void vanish() {
      session.abandon();
    }

    @Override
    public void close() throws Exception {
      incoming.stop();
      session.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() throws Exception {
    application.stop(0);
    for (AutoCloseable each : closing.reversed()) {
      each.close();
    }
    manager.close();
    agentLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
  }
}
