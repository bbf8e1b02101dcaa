package dev.culvert.manager;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.core.tunnel.grpc.GrpcConnector;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.core.words.Reason;
import dev.culvert.manager.attach.AttachmentBook;
import dev.culvert.manager.auth.ClientAuthorities;
import dev.culvert.manager.auth.Identity;
import dev.culvert.manager.auth.PodVerifier;
import dev.culvert.manager.cluster.PublishedFacts;
import dev.culvert.manager.rpc.ManagerServer;
import dev.culvert.manager.session.Sessions;
import dev.culvert.manager.tls.ServerAuthority;
import dev.culvert.manager.tunnel.TunnelService;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A real manager on loopback, and a real client's loop; the cluster behind the manager is the
 * test's.
 */
final class ManagerFixture implements AutoCloseable {
  static final String GOOD_TOKEN = "good-token";
  static final String OTHER_TOKEN = "other-token";
  static final String RIGHTLESS_TOKEN = "rightless-token";

  final EventLoopGroup serverLoops = Transports.newPacedLoops(2, "test-manager");
  final EventLoopGroup clientLoops = Transports.newLoops(1, "test-client");
  final EventLoop loop = clientLoops.next();
  final ClientAuthorities clients = new ClientAuthorities();
  final PublishedFacts facts = new PublishedFacts();
  final ServerAuthority authority = ServerAuthority.create(Instant.now(), List.of());
  final MemoryBudget memory = MemoryBudget.ofThisProcess();
  final Sessions sessions;

  /** Tokens of pods. */
  final Map<String, PodVerifier.Pod> agentPods = new ConcurrentHashMap<>();

  final MemoryWorkloads workloads = new MemoryWorkloads();
  final MemoryServicePorts servicePorts = new MemoryServicePorts();
  final AttachmentBook attachments;
  final ManagerServer server;

  ManagerFixture() throws IOException {
    this(
        new Sessions.Timing(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(30)));
  }

  ManagerFixture(Sessions.Timing timing) throws IOException {
    sessions = new Sessions(timing, System::nanoTime, new SecureRandom());
    attachments =
        new AttachmentBook(
            workloads,
            servicePorts,
            sessions::silent,
            Clock.systemUTC(),
            Executors.newVirtualThreadPerTaskExecutor());
    server =
        ManagerServer.start(
            new ManagerServer.Parts(
                serverLoops,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                authority,
                clients,
                ManagerFixture::verify,
                identity ->
                    identity.user().equals("rightless")
                        ? Optional.of("rightless may not create pods/portforward")
                        : Optional.empty(),
                sessions,
                facts,
                query -> CompletableFuture.completedFuture(query.clone()),
                destination ->
                    destination.port() == 666
                        ? Optional.of(Reason.said("port 666 is forbidden in this test"))
                        : Optional.empty(),
                attachments,
                token -> Optional.ofNullable(agentPods.get(token)),
                TunnelService.Limits.DEFAULT,
                "test",
                "culvert",
                "culvert-manager-0"));
  }

  private static Optional<Identity> verify(String token) {
    return switch (token) {
      case GOOD_TOKEN -> Optional.of(identity("mara"));
      case OTHER_TOKEN -> Optional.of(identity("noor"));
      case RIGHTLESS_TOKEN -> Optional.of(identity("rightless"));
      default -> Optional.empty();
    };
  }

  private static Identity identity(String user) {
    return new Identity(user, List.of("developers"), "uid-" + user, Optional.empty());
  }

  ConnectSettings.Road direct() {
    return new ConnectSettings.Direct(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
  }

  static ConnectSettings.Credentials token(String token) {
    return new ConnectSettings.BearerToken(token, Optional.empty());
  }

  ConnectSettings settings(ConnectSettings.Road road, ConnectSettings.Credentials credentials) {
    return new ConnectSettings(
        road,
        authority.authorityPem(),
        ServerAuthority.NAME,
        credentials,
        "mara@test",
        Optional.empty());
  }

  ManagerSession connect(ConnectSettings settings, SessionListener listener) throws Exception {
    return new GrpcConnector("test").connect(settings, loop, listener).get(20, TimeUnit.SECONDS);
  }

  /** A session's listener that remembers. */
  static final class SessionListener implements ManagerSession.Listener {
    final BlockingQueue<ManagerSession.Cluster> clusters = new LinkedBlockingQueue<>();
    final BlockingQueue<Duration> roundTrips = new LinkedBlockingQueue<>();
    final CompletableFuture<ConnectFailure> lost = new CompletableFuture<>();

    @Override
    public void onCluster(ManagerSession.Cluster cluster) {
      clusters.add(cluster);
    }

    @Override
    public void onRoundTrip(Duration roundTrip) {
      roundTrips.add(roundTrip);
    }

    @Override
    public void onLost(ConnectFailure failure) {
      if (!lost.complete(failure)) {
        throw new IllegalStateException("lost twice", failure);
      }
    }
  }

  @Override
  public void close() throws Exception {
    server.close();
    clientLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
    serverLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
  }
}
