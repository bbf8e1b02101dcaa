package dev.culvert.helper.local.grpc;

import dev.culvert.helper.local.SocketPlace;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The local service's server: a Unix domain socket and nothing else. */
public final class LocalServer implements AutoCloseable {
  /** The largest request is a Connect with a certificate chain. */
  private static final int MAX_REQUEST = 1024 * 1024;

  private static final int CALLS_PER_CONNECTION = 64;

  private final SocketPlace place;
  private final Server server;
  private final EventLoopGroup loop;
  private final ExecutorService calls;

  private LocalServer(
      SocketPlace place, Server server, EventLoopGroup loop, ExecutorService calls) {
    this.place = place;
    this.server = server;
    this.loop = loop;
    this.calls = calls;
  }

  /**
   * Binds and serves.
   *
   * @throws IOException when the directory is not the helper's own, or the socket cannot be bound
   */
  public static LocalServer start(SocketPlace place, BindableService... services) throws IOException {
    place.prepare();
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    ExecutorService calls =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("culvert-call-", 0).factory());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new DomainSocketAddress(place.socket().toFile()), PeerNegotiator.credentials())
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .executor(calls)
            .maxInboundMessageSize(MAX_REQUEST)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            .permitKeepAliveWithoutCalls(true)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .intercept(new CallerInterceptor());
    for (BindableService service : services) {
      builder.addService(service);
    }
    Server server = builder.build();
    LocalServer started = new LocalServer(place, server, loop, calls);
    try {
      server.start();
      place.open();
    } catch (IOException | RuntimeException e) {
      started.close();
      throw e;
    }
    return started;
  }

  /** Ends all calls and removes the socket. */
  @Override
  public void close() throws IOException {
    server.shutdownNow();
    var _ = loop.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    calls.shutdown();
    place.remove();
  }
}
