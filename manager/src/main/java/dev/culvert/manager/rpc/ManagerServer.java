package dev.culvert.manager.rpc;

import dev.culvert.core.tunnel.grpc.TunnelMethods;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.attach.AttachmentBook;
import dev.culvert.manager.auth.Authorizer;
import dev.culvert.manager.auth.ClientAuthorities;
import dev.culvert.manager.auth.PodVerifier;
import dev.culvert.manager.auth.TokenVerifier;
import dev.culvert.manager.cluster.ClusterFacts;
import dev.culvert.manager.dial.DialPolicy;
import dev.culvert.manager.dns.DnsResolver;
import dev.culvert.manager.session.Sessions;
import dev.culvert.manager.tls.ServerAuthority;
import dev.culvert.manager.tunnel.Loops;
import dev.culvert.manager.tunnel.TunnelService;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.InternalNettyServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manager's gRPC server: all services over TLS on one port. Everything of a connection runs on
 * one event loop; only questions to the Kubernetes API run elsewhere.
 */
public final class ManagerServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ManagerServer.class);

  private final Server server;
  private final Sessions sessions;
  private final ExecutorService blocking;

  /**
   * What the server is made of.
   *
   * @param loops for connections and everything dialled; they are not closed by the server
   * @param address to listen on
   * @param version of this manager
   */
  public record Parts(
      EventLoopGroup loops,
      InetSocketAddress address,
      ServerAuthority authority,
      ClientAuthorities clients,
      TokenVerifier tokens,
      Authorizer authorizer,
      Sessions sessions,
      ClusterFacts cluster,
      DnsResolver dns,
      DialPolicy policy,
      AttachmentBook attachments,
      PodVerifier pods,
      TunnelService.Limits limits,
      String version,
      String namespace,
      String pod) {}

  private ManagerServer(Server server, Sessions sessions, ExecutorService blocking) {
    this.server = server;
    this.sessions = sessions;
    this.blocking = blocking;
  }

  /**
   * Starts to serve.
   *
   * @throws IOException when the port cannot be bound or TLS not set up
   */
  public static ManagerServer start(Parts parts) throws IOException {
    ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    ManagerService manager =
        new ManagerService(
            parts.sessions(),
            parts.tokens(),
            parts.authorizer(),
            parts.cluster(),
            new Names(parts.dns(), parts.attachments()),
            new ManagerService.Place(parts.version(), parts.namespace(), parts.pod()),
            blocking);
    TunnelService tunnel =
        new TunnelService(
            new Loops(parts.loops()), parts.policy(), CallGuard.SESSION, parts.limits());
    Joins joins = new Joins();
    Loops loops = new Loops(parts.loops());
    AttachmentsService attachments =
        new AttachmentsService(parts.attachments(), joins, loops, blocking);
    AgentsService agents =
        new AgentsService(parts.attachments(), parts.pods(), joins, loops, blocking);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(parts.address())
            .bossEventLoopGroup(parts.loops())
            .workerEventLoopGroup(parts.loops())
            .channelType(Transports.serverSocket(parts.loops()))
            .directExecutor()
            .sslContext(tls(parts))
            .withChildOption(ChannelOption.TCP_NODELAY, true)
            .flowControlWindow(TunnelMethods.STREAM_WINDOW)
            .maxInboundMessageSize(TunnelMethods.MAX_MESSAGE)
            .maxConcurrentCallsPerConnection(Integer.MAX_VALUE)
            .addTransportFilter(new Connections(parts.sessions()))
            .intercept(new CallGuard(parts.sessions()))
            .addService(manager)
            .addService(tunnel.definition())
            .addService(attachments.definition())
            .addService(agents.definition());
    InternalNettyServerBuilder.setStatsEnabled(builder, false);
    InternalNettyServerBuilder.setTracingEnabled(builder, false);
    Server server = builder.build().start();
    ManagerServer made = new ManagerServer(server, parts.sessions(), blocking);
    LOG.info("serving on {}", server.getListenSockets());
    return made;
  }

  /** The port that is listened on. */
  public int port() {
    return server.getPort();
  }

  /** Its sessions. */
  public Sessions sessions() {
    return sessions;
  }

  /** Stops: calls end with UNAVAILABLE, and clients reconnect elsewhere. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("connections were still open 5 s after they were told to end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    blocking.shutdownNow();
  }

  private static SslContext tls(Parts parts) throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(parts.authority().key(), parts.authority().certificate())
            .protocols("TLSv1.3")
            // Optional: whoever shows none brings a token; whoever shows a bad one gets nothing.
            .clientAuth(ClientAuth.OPTIONAL)
            .trustManager(parts.clients());
    return GrpcSslContexts.configure(
            builder, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
        .build();
  }
}
