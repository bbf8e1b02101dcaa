package dev.culvert.helper.local.grpc;

import dev.culvert.helper.local.Caller;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerCredentials;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.util.AsciiString;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kernel who has connected, before the first byte is read, and puts the answer into the
 * connection's attributes. A connection whose peer cannot be told is closed.
 */
final class PeerNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
  private static final Logger LOG = LoggerFactory.getLogger(PeerNegotiator.class);

  /** Who is at the other end. */
  static final Attributes.Key<Caller> CALLER = Attributes.Key.create("culvert-caller");

  /** For the server's builder. */
  static ServerCredentials credentials() {
    return InternalNettyServerCredentials.create(new PeerNegotiator());
  }

  @Override
  public AsciiString scheme() {
    return AsciiString.of("http");
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
    return new Peer(grpc);
  }

  @Override
  public void close() {
    // Holds nothing.
  }

  private static final class Peer extends ChannelInboundHandlerAdapter {
    private final GrpcHttp2ConnectionHandler grpc;
    private boolean done;

    Peer(GrpcHttp2ConnectionHandler grpc) {
      this.grpc = grpc;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      if (ctx.channel().isActive()) {
        negotiate(ctx);
      }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      negotiate(ctx);
      ctx.fireChannelActive();
    }

    private void negotiate(ChannelHandlerContext ctx) {
      if (done) {
        return;
      }
      done = true;
      Caller caller;
      try {
        caller = callerOf(ctx.channel());
      } catch (IOException e) {
        LOG.warn("closing a connection whose peer the kernel does not tell: {}", e.getMessage());
        var _ = ctx.close();
        return;
      }
      Attributes attributes =
          Attributes.newBuilder()
              .set(CALLER, caller)
              .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, ctx.channel().localAddress())
              .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, ctx.channel().remoteAddress())
              .build();
      ctx.pipeline()
          .replace(ctx.name(), null, InternalProtocolNegotiators.grpcNegotiationHandler(grpc));
      ctx.fireUserEventTriggered(
          InternalProtocolNegotiationEvent.withAttributes(
              InternalProtocolNegotiationEvent.getDefault(), attributes));
    }

    private static Caller callerOf(Channel channel) throws IOException {
      if (!(channel instanceof EpollDomainSocketChannel socket)) {
        throw new IOException("not a Unix domain socket: " + channel.getClass().getSimpleName());
      }
      var peer = socket.peerCredentials();
      long gid = peer.gids().length > 0 ? Integer.toUnsignedLong(peer.gids()[0]) : -1;
      return new Caller(peer.pid(), Integer.toUnsignedLong(peer.uid()), gid);
    }
  }
}
