package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.portforward.Handshakes;
import dev.culvert.core.tunnel.portforward.PortForwardRoad;
import dev.culvert.core.tunnel.portforward.Progress;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.InternalChannelz;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLSession;

/**
 * Makes the road to the manager inside gRPC's own channel: first whatever lies on the way (the API
 * server's port-forward), then TLS to the manager, then gRPC. For one connection: a session does
 * not outlive it.
 *
 * <p>The pipeline, from the socket up: {@code [TLS to the API server] [port-forward] TLS to the
 * manager, HTTP/2}. This handler stays above the part that is being made, and leaves when gRPC's
 * handler takes its place.
 */
final class RoadNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
  private final ConnectSettings settings;
  private final SslContext tls;
  private final Progress progress;
  private final Events events;
  private boolean used;

  RoadNegotiator(ConnectSettings settings, SslContext tls, Progress progress, Events events) {
    this.settings = settings;
    this.tls = tls;
    this.progress = progress;
    this.events = events;
  }

  /** What the attempt and then the session hear of the channel; on the event loop. */
  interface Events {
    /** The channel exists; nothing is sent yet. */
    void onChannel(io.netty.channel.Channel channel);

    /** The first hop has accepted the connection. */
    void onRoadConnected();

    /** The road could not be made. */
    void onRoadFailed(ConnectFailure failure);
  }

  @Override
  public AsciiString scheme() {
    return AsciiString.of("https");
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
    boolean first = !used;
    used = true;
    return new Road(grpc, first);
  }

  @Override
  public void close() {}

  private final class Road extends ChannelInboundHandlerAdapter {
    private final GrpcHttp2ConnectionHandler grpc;
    private final boolean first;
    private ProtocolNegotiationEvent event = InternalProtocolNegotiationEvent.getDefault();
    private boolean begun;
    private boolean failed;

    Road(GrpcHttp2ConnectionHandler grpc, boolean first) {
      this.grpc = grpc;
      this.first = first;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      if (!first) {
        // gRPC would connect again by itself; a session is one connection.
        var _ = ctx.close();
        return;
      }
      events.onChannel(ctx.channel());
      begin(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object evt) throws Exception {
      if (evt instanceof ProtocolNegotiationEvent negotiation) {
        event = negotiation;
      } else {
        super.userEventTriggered(ctx, evt);
      }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
      super.channelActive(ctx);
      begin(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
      fail(ctx, progress.failed(new ClosedChannelException()));
      super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      fail(ctx, progress.failed(cause));
    }

    private void begin(ChannelHandlerContext ctx) {
      if (begun || !ctx.channel().isActive()) {
        return;
      }
      begun = true;
      events.onRoadConnected();
      switch (settings.road()) {
        case ConnectSettings.Direct direct -> handshake(ctx);
        case ConnectSettings.PortForward forward -> {
          var _ =
              PortForwardRoad.open(ctx, forward, progress)
                  .addListener((Future<Void> opened) -> {
                    if (opened.isSuccess()) {
                      handshake(ctx);
                    } else {
                      fail(ctx, progress.failed(opened.cause()));
                    }
                  });
        }
      }
    }

    private void handshake(ChannelHandlerContext ctx) {
      if (ctx.isRemoved()) {
        return;
      }
      progress.enter(
          ConnectFailure.Kind.MANAGER_UNREACHABLE, "the manager to answer the TLS handshake");
      SslHandler handler = Handshakes.add(ctx, tls, settings.managerName(), 443);
      var _ =
          handler
              .handshakeFuture()
              .addListener(done -> {
                if (done.isSuccess()) {
                  handOver(ctx, handler);
                } else if (done.cause() instanceof javax.net.ssl.SSLException) {
                  fail(
                      ctx,
                      new ConnectFailure(
                          ConnectFailure.Kind.MANAGER_UNTRUSTED,
                          "what answers at the manager's port is not \""
                              + settings.managerName()
                              + "\" of the authority that the API server tells: "
                              + Handshakes.reason(done),
                          done.cause()));
                } else {
                  fail(ctx, progress.failed(done.cause()));
                }
              });
    }

    private void handOver(ChannelHandlerContext ctx, SslHandler handler) {
      if (!"h2".equals(handler.applicationProtocol())) {
        fail(
            ctx,
            new ConnectFailure(
                ConnectFailure.Kind.PROTOCOL,
                "the manager's port does not speak HTTP/2 (ALPN answered "
                    + handler.applicationProtocol()
                    + ")"));
        return;
      }
      progress.enter(ConnectFailure.Kind.MANAGER_UNREACHABLE, "the manager to open the session");
      SSLSession session = handler.engine().getSession();
      Attributes attributes =
          InternalProtocolNegotiationEvent.getAttributes(event).toBuilder()
              .set(Grpc.TRANSPORT_ATTR_SSL_SESSION, session)
              .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, ctx.channel().remoteAddress())
              .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, ctx.channel().localAddress())
              .build();
      ProtocolNegotiationEvent negotiated =
          InternalProtocolNegotiationEvent.withSecurity(
              InternalProtocolNegotiationEvent.withAttributes(event, attributes),
              new InternalChannelz.Security(new InternalChannelz.Tls(session)));
      ChannelHandler next = InternalProtocolNegotiators.grpcNegotiationHandler(grpc);
      ctx.pipeline().replace(ctx.name(), null, next);
      // The context that was replaced passes events on to the one in its place.
      ctx.fireUserEventTriggered(negotiated);
    }

    private void fail(ChannelHandlerContext ctx, ConnectFailure failure) {
      if (!failed) {
        failed = true;
        events.onRoadFailed(failure);
        var _ = ctx.close();
      }
    }
  }
}
