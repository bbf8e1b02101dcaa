package dev.culvert.playground.api;

import dev.culvert.playground.machine.Namespace;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes API server as clients see it: TLS, identities, rights, watches as WebSocket or as
 * a stream of lines, port-forward. Objects are the store's. It keeps nothing in memory that matters
 * after it: what its folder holds is enough to be there again with the same certificate and the
 * same tokens.
 */
public final class ApiServer implements AutoCloseable {
  private final Settings settings;
  private final SslContext tls;
  private final X509Certificate clients;
  private final URI store;
  private final HttpClient storeClient;
  private final EphemeralContainers ephemeral;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private @Nullable Channel listener;

  /**
   * What an API server is made of.
   *
   * @param where the namespace that it listens in
   * @param folder its keys, certificates and the store's address
   */
  public record Settings(
      Namespace where,
      InetSocketAddress address,
      ApiFolder folder,
      Accounts accounts,
      Rbac rbac,
      PodNetwork pods,
      LiveFaults faults,
      EventLoopGroup loops) {}

  /** Makes it; {@link #start} lets it listen. */
  public ApiServer(Settings settings) {
    this.settings = settings;
    store = settings.folder().store();
    clients = settings.folder().clients();
    try {
      tls =
          SslContextBuilder.forServer(
                  settings.folder().serverCertificate().toFile(),
                  settings.folder().serverKey().toFile())
              .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
              .clientAuth(ClientAuth.OPTIONAL)
              .trustManager(new AskedLater(clients))
              .build();
    } catch (SSLException e) {
      throw new IllegalStateException("the API server's TLS cannot be set up", e);
    }
    storeClient =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(
                Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("api-store-", 0).factory()))
            .build();
    ephemeral = new EphemeralContainers(store, storeClient);
  }

  /** Listens. */
  public void start() {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(settings.loops())
            .channelFactory(EpollServerSocketChannel::new)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    channel
                        .pipeline()
                        .addLast("tls", tls.newHandler(channel.alloc()))
                        .addLast("http", new HttpServerCodec(8192, 65_536, 65_536))
                        .addLast("whole", new HttpObjectAggregator(16 << 20))
                        .addLast(
                            "api",
                            new ApiHandler(settings, clients, store, storeClient, ephemeral));
                  }
                });
    // The socket is made by the calling thread: it belongs to that thread's namespace.
    listener =
        settings
            .where()
            .call(() -> bootstrap.bind(settings.address()))
            .syncUninterruptibly()
            .channel();
  }

  @Override
  public void close() {
    if (listener != null) {
      listener.close().syncUninterruptibly();
    }
    connections.close().awaitUninterruptibly();
    storeClient.shutdownNow();
  }

  /**
   * Lets every certificate through the handshake; {@link ApiHandler} looks at it. A real API server
   * does the same, and answers 401 rather than breaking the handshake.
   */
  private record AskedLater(X509Certificate authority) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
      // Looked at later.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      throw new UnsupportedOperationException("this is a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[] {authority};
    }
  }
}
