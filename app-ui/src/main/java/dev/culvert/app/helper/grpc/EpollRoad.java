package dev.culvert.app.helper.grpc;

import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Linux: Netty's epoll. */
final class EpollRoad implements HelperRoad {
  /** A flow table of 100,000 rows in one snapshot. */
  private static final int LARGEST_MESSAGE = 64 << 20;

  /** Kept here: the logging system itself holds loggers weakly. */
  private static final Logger BOOTSTRAP = Logger.getLogger("io.netty.bootstrap.Bootstrap");

  static {
    // gRPC sets SO_KEEPALIVE on every socket; Netty warns that a domain socket has none, each time.
    BOOTSTRAP.setLevel(Level.SEVERE);
  }

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("culvert-helper-io", true), EpollIoHandler.newFactory());

  @Override
  public ManagedChannelBuilder<?> channel(Path socket) {
    return NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
        .eventLoopGroup(loop)
        .channelType(EpollDomainSocketChannel.class)
        .overrideAuthority("localhost")
        .usePlaintext()
        .maxInboundMessageSize(LARGEST_MESSAGE);
  }

  @Override
  public void close() {
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
