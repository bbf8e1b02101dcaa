package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.ConnectSettings.BearerToken;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.portforward.ClientTls;
import dev.culvert.core.tunnel.portforward.PortForwardRoad;
import dev.culvert.core.tunnel.portforward.Progress;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.proto.manager.v1.ManagerGrpc;
import dev.culvert.proto.manager.v1.Session;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.InternalNettyChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a connection to the manager, from the name of the first hop to the manager's
 * answer to the first call. On the event loop, except for resolving names.
 *
 * @param <C> what the connection is for
 */
final class ConnectAttempt<C extends TunnelConnection> implements RoadNegotiator.Events {
  /** The kernel's share of a silent address when there is another one to try. */
  private static final Duration PER_ADDRESS = Duration.ofSeconds(3);

  private final ConnectSettings settings;
  private final EventLoop loop;
  private final Opening<C> opening;
  private final String clientVersion;
  private final Duration deadline;
  private final CompletableFuture<? super C> future;
  private final Progress progress = new Progress(System::nanoTime);
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable ManagedChannel grpc;
  private @Nullable Channel socket;
  private @Nullable TunnelConnection made;
  private boolean over;

  /** What is asked of the manager first, and what its answer makes of the connection. */
  interface Opening<C> {
    /** Makes the call; one answer, or an error. */
    void call(ManagerGrpc.ManagerStub manager, StreamObserver<Session> answer);

    /**
     * The manager has agreed.
     *
     * @param firstHop as the kernel measures it at the moment
     * @param severed says why nothing can come over it any more, if that is certain
     */
    C opened(
        ManagedChannel channel,
        Session answer,
        Supplier<Optional<ManagerSession.FirstHop>> firstHop,
        Supplier<Optional<String>> severed);
  }

  ConnectAttempt(
      ConnectSettings settings,
      EventLoop loop,
      Opening<C> opening,
      String clientVersion,
      Duration deadline,
      CompletableFuture<? super C> future) {
    this.settings = settings;
    this.loop = loop;
    this.opening = opening;
    this.clientVersion = clientVersion;
    this.deadline = deadline;
    this.future = future;
  }

  /** The first hop's addresses and the TLS that the manager gets. */
  private record Prepared(List<InetSocketAddress> addresses, SslContext tls) {}

  void start() {
    timer = loop.schedule(() -> fail(progress.silent()), deadline.toNanos(), TimeUnit.NANOSECONDS);
    var _ =
        future.whenComplete((ok, failed) -> {
          if (future.isCancelled()) {
            loop.execute(this::cancelled);
          }
        });
    progress.enter(firstHopKind(), "the name of " + firstHopName() + " to be resolved");
    Thread.ofVirtual().name("culvert-resolve").start(this::prepare);
  }

  private void prepare() {
    try {
      Prepared prepared = new Prepared(resolve(), ClientTls.toManager(settings));
      loop.execute(() -> connect(prepared, 0));
    } catch (ConnectFailure e) {
      loop.execute(() -> fail(e));
    } catch (UnknownHostException e) {
      ConnectFailure failure =
          new ConnectFailure(
              firstHopKind(), "the name of " + firstHopName() + " cannot be resolved", e);
      loop.execute(() -> fail(failure));
    } catch (RuntimeException e) {
      loop.execute(() -> fail(progress.failed(e)));
    }
  }

  private List<InetSocketAddress> resolve() throws ConnectFailure, UnknownHostException {
    InetSocketAddress hop =
        switch (settings.road()) {
          case ConnectSettings.Direct direct -> direct.address();
          case ConnectSettings.PortForward forward -> PortForwardRoad.firstHop(forward.apiServer());
        };
    if (!hop.isUnresolved()) {
      return List.of(hop);
    }
    return Stream.of(InetAddress.getAllByName(hop.getHostString()))
        .map(address -> new InetSocketAddress(address, hop.getPort()))
        .toList();
  }

  private void connect(Prepared prepared, int index) {
    if (over) {
      return;
    }
    InetSocketAddress address = prepared.addresses().get(index);
    boolean last = index == prepared.addresses().size() - 1;
    progress.enter(firstHopKind(), firstHopName() + at(address) + " to accept the connection");
    RoadNegotiator negotiator = new RoadNegotiator(settings, prepared.tls(), progress, this);
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address)
            .eventLoopGroup(loop)
            .channelType(Transports.socket(loop))
            .directExecutor()
            .offloadExecutor(Runnable::run)
            .disableRetry()
            .overrideAuthority(settings.managerName())
            .userAgent("culvert/" + clientVersion)
            .withOption(ChannelOption.TCP_NODELAY, true)
            .withOption(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) (last ? deadline : PER_ADDRESS).toMillis())
            .flowControlWindow(TunnelMethods.STREAM_WINDOW)
            .maxInboundMessageSize(TunnelMethods.MAX_MESSAGE);
    InternalNettyChannelBuilder.setProtocolNegotiatorFactory(builder, () -> negotiator);
    InternalNettyChannelBuilder.setStatsEnabled(builder, false);
    InternalNettyChannelBuilder.setTracingEnabled(builder, false);
    ManagedChannel channel = builder.build();
    grpc = channel;
    socket = null;
    call(
        channel,
        status -> {
          if (!last && socket != null && !socket.isActive() && !everConnected) {
            channel.shutdownNow();
            connect(prepared, index + 1);
          } else {
            fail(everConnected ? CallFailures.ofSession(status) : unconnected(address, status));
          }
        });
  }

  private boolean everConnected;

  private void call(ManagedChannel channel, java.util.function.Consumer<Status> onError) {
    ManagerGrpc.ManagerStub stub =
        ManagerGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(identity()));
    opening.call(
        stub,
        new StreamObserver<>() {
          @Override
          public void onNext(Session opened) {
            opened(channel, opened);
          }

          @Override
          public void onError(Throwable thrown) {
            // Told in a turn of its own: gRPC is still within its own call.
            loop.execute(() -> {
              if (!over) {
                onError.accept(Status.fromThrowable(thrown));
              }
            });
          }

          @Override
          public void onCompleted() {}
        });
  }

  private Metadata identity() {
    Metadata metadata = new Metadata();
    if (settings.credentials() instanceof BearerToken bearer) {
      metadata.put(TunnelMethods.AUTHORIZATION, "Bearer " + bearer.token());
    }
    return metadata;
  }

  @Override
  public void onChannel(Channel channel) {
    socket = channel;
    channel.pipeline().addFirst(new Listening());
    var _ =
        channel
            .closeFuture()
            .addListener(closed -> {
              TunnelConnection opened = made;
              if (opened != null) {
                opened.channelClosed();
              }
            });
  }

  /** At the socket: whatever comes is a sign of life. */
  private final class Listening extends ChannelInboundHandlerAdapter {
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      TunnelConnection opened = made;
      if (opened != null) {
        opened.heard();
      }
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  public void onRoadConnected() {
    everConnected = true;
  }

  @Override
  public void onRoadFailed(ConnectFailure failure) {
    loop.execute(() -> fail(failure));
  }

  private void opened(ManagedChannel channel, Session answer) {
    if (over) {
      return;
    }
    over = true;
    stopTimer();
    C connection = opening.opened(channel, answer, this::firstHop, this::severed);
    made = connection;
    if (future.complete(connection)) {
      connection.start();
    } else {
      connection.unwanted();
    }
  }

  private Optional<ManagerSession.FirstHop> firstHop() {
    ManagerSession.FirstHop.Who who =
        switch (settings.road()) {
          case ConnectSettings.Direct _ -> ManagerSession.FirstHop.Who.MANAGER;
          case ConnectSettings.PortForward forward ->
              forward.apiServer().proxy().isPresent()
                  ? ManagerSession.FirstHop.Who.PROXY
                  : ManagerSession.FirstHop.Who.API_SERVER;
        };
    return Optional.ofNullable(socket)
        .flatMap(Transports::roundTrip)
        .map(time -> new ManagerSession.FirstHop(who, time));
  }

  private Optional<String> severed() {
    return Optional.ofNullable(socket).flatMap(OwnAddress::gone);
  }

  private ConnectFailure unconnected(InetSocketAddress address, Status status) {
    Throwable cause = status.getCause() == null ? status.asException() : status.getCause();
    if (cause instanceof ConnectException
        && String.valueOf(cause.getMessage()).contains("refused")) {
      return new ConnectFailure(
          firstHopKind(), firstHopName() + at(address) + " refused the connection", cause);
    }
    return progress.failed(cause);
  }

  private void fail(ConnectFailure failure) {
    if (!over) {
      over = true;
      stopTimer();
      drop();
      future.completeExceptionally(failure);
    }
  }

  private void cancelled() {
    if (!over) {
      over = true;
      stopTimer();
      drop();
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void drop() {
    if (grpc != null) {
      grpc.shutdownNow();
    }
    if (socket != null) {
      var _ = socket.close();
    }
  }

  private ConnectFailure.Kind firstHopKind() {
    return settings.road() instanceof ConnectSettings.Direct
        ? ConnectFailure.Kind.MANAGER_UNREACHABLE
        : ConnectFailure.Kind.API_UNREACHABLE;
  }

  private String firstHopName() {
    return switch (settings.road()) {
      case ConnectSettings.Direct direct ->
          "the manager at " + direct.address().getHostString() + ":" + direct.address().getPort();
      case ConnectSettings.PortForward forward -> PortForwardRoad.firstHopName(forward.apiServer());
    };
  }

  /** The address, where the name does not already say it. */
  private String at(InetSocketAddress address) {
    String text = address.getAddress().getHostAddress();
    return firstHopName().contains(text) ? "" : " (" + text + ")";
  }
}
