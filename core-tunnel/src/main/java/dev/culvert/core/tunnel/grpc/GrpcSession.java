package dev.culvert.core.tunnel.grpc;

import com.google.protobuf.ByteString;
import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.proto.manager.v1.ClusterNetwork;
import dev.culvert.proto.manager.v1.LookupRequest;
import dev.culvert.proto.manager.v1.LookupResponse;
import dev.culvert.proto.manager.v1.ManagerGrpc;
import dev.culvert.proto.manager.v1.Session;
import dev.culvert.proto.manager.v1.WatchClusterRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session and its first connection. Its state belongs to the event loop. */
final class GrpcSession implements ManagerSession, TunnelConnection {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcSession.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final EventLoop loop;
  private final ManagedChannel connection;
  private final Listener listener;
  private final Supplier<Optional<FirstHop>> firstHop;
  private final Info info;
  private final ManagerGrpc.ManagerStub manager;
  private final GrpcDialer dialer;
  private final GrpcAttachments attachments;
  private final Heartbeat heartbeat;

  /** Those of the further loops, in their order. */
  private final List<JoinedConnection> joined;

  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private @Nullable ConnectFailure reason;
  private State state = State.OPEN;

  private enum State {
    OPEN,
    /** The manager has been told; the connection ends when it has answered. */
    CLOSING,
    /** Lost, abandoned or closed. */
    OVER
  }

  /**
   * @param loops the first is the session's; on it
   * @param severed says why nothing can come over the connection any more, if that is certain
   * @param joiner opens the others' connections
   */
  GrpcSession(
      List<EventLoop> loops,
      ManagedChannel connection,
      Session opened,
      Listener listener,
      Supplier<Optional<FirstHop>> firstHop,
      Supplier<Optional<String>> severed,
      JoinedConnection.Joiner joiner) {
    this.firstHop = firstHop;
    this.loop = loops.getFirst();
    this.connection = connection;
    this.listener = listener;
    this.info =
        new Info(
            opened.getId(),
            opened.getSecret(),
            opened.getResumed(),
            Translation.duration(opened.getGrace()),
            opened.getManagerVersion(),
            opened.getManagerNamespace(),
            opened.getManagerPod(),
            opened.getIdentity().getUser());
    Channel channel = withSecret(connection, opened.getSecret());
    this.manager = ManagerGrpc.newStub(channel);
    this.dialer = new GrpcDialer(loop, channel, MemoryBudget.ofThisProcess());
    this.attachments = new GrpcAttachments(loop, channel);
    this.heartbeat =
        new Heartbeat(
            loop,
            Translation.duration(opened.getHeartbeatInterval()),
            Translation.duration(opened.getHeartbeatTimeout()),
            severed,
            this::onRoundTrip,
            this::onHeartbeatEnd);
    this.joined =
        loops.stream()
            .skip(1)
            .map(other -> new JoinedConnection(other, loop, dialer, info, joiner))
            .toList();
  }

  /** Every call over it carries the session's secret. */
  static Channel withSecret(ManagedChannel connection, String secret) {
    Metadata metadata = new Metadata();
    metadata.put(TunnelMethods.SESSION, secret);
    return ClientInterceptors.intercept(
        connection, MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  /** Begins to beat and to watch. */
  @Override
  public void start() {
    heartbeat.start(manager::heartbeat);
    manager.watchCluster(WatchClusterRequest.getDefaultInstance(), new ClusterObserver());
  }

  @Override
  public Info info() {
    return info;
  }

  @Override
  public Dialer dialer() {
    return dialer;
  }

  @Override
  public ByteStream openMeter(ByteStream.Listener listener) {
    return dialer.openMeter(listener);
  }

  @Override
  public Optional<FirstHop> firstHop() {
    return firstHop.get();
  }

  @Override
  public Dialer dialer(int number) {
    return number == 0 ? dialer : joined.get(number - 1).dialer();
  }

  @Override
  public AttachmentCalls attachments() {
    return attachments;
  }

  @Override
  public CompletionStage<Answer> lookup(byte[] query, Duration timeout) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    loop.execute(() -> lookup(query, timeout, answer));
    return answer;
  }

  private void lookup(byte[] query, Duration timeout, CompletableFuture<Answer> answer) {
    long began = System.nanoTime();
    manager
        .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .lookup(
            LookupRequest.newBuilder().setQuery(ByteString.copyFrom(query)).build(),
            new StreamObserver<>() {
              @Override
              public void onNext(LookupResponse response) {
                answer.complete(
                    new Answer(response.getAnswer().toByteArray(), response.getAnsweredBy()));
              }

              @Override
              public void onError(Throwable thrown) {
                Status status = Status.fromThrowable(thrown);
                Duration waited = Duration.ofNanos(System.nanoTime() - began);
                answer.completeExceptionally(
                    new IOException(
                        status.getCode() == Status.Code.DEADLINE_EXCEEDED
                            ? "the manager "
                                + info.managerNamespace()
                                + "/"
                                + info.managerPod()
                                + " did not answer a DNS query within "
                                + waited.toMillis()
                                + " ms"
                            : "the manager did not answer a DNS query: "
                                + CallFailures.text(status),
                        thrown));
              }

              @Override
              public void onCompleted() {
                answer.completeExceptionally(
                    new IOException("the manager ended a DNS query without an answer"));
              }
            });
  }

  @Override
  public CompletionStage<Void> close() {
    loop.execute(() -> {
      if (state == State.OPEN) {
        state = State.CLOSING;
        tunnelDown("the session was closed");
        var _ = loop.schedule(this::end, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        heartbeat.finish();
      }
    });
    return closed;
  }

  @Override
  public void abandon() {
    loop.execute(() -> {
      if (state == State.OPEN) {
        tunnelDown("the connection to the manager was given up");
        end();
      }
    });
  }

  @Override
  public void heard() {
    heartbeat.heard();
  }

  @Override
  public void unwanted() {
    var _ = close();
  }

  private void tunnelDown(String why) {
    Failure failure = new Failure(Failure.Cause.TUNNEL_DOWN, why);
    dialer.tunnelDown(failure);
    joined.forEach(other -> other.end(failure));
  }

  @Override
  public void channelClosed() {
    loop.execute(() -> {
      if (state == State.CLOSING) {
        end();
      } else {
        lost(
            new ConnectFailure(
                ConnectFailure.Kind.CONNECTION_LOST,
                "the connection to the manager "
                    + info.managerNamespace()
                    + "/"
                    + info.managerPod()
                    + " was closed"));
      }
    });
  }

  private void onRoundTrip(Duration roundTrip) {
    if (state == State.OPEN) {
      listener.onRoundTrip(roundTrip);
    }
  }

  private void onHeartbeatEnd(ConnectFailure failure) {
    if (state == State.CLOSING) {
      end();
    } else {
      lost(failure);
    }
  }

  private void lost(ConnectFailure failure) {
    if (state == State.OPEN) {
      reason = failure;
      LOG.info("{} is lost: {}", info, failure.getMessage());
      tunnelDown(String.valueOf(failure.getMessage()));
      end();
      listener.onLost(reason);
    }
  }

  private void end() {
    if (state != State.OVER) {
      state = State.OVER;
      heartbeat.stop();
      connection.shutdownNow();
      closed.complete(null);
    }
  }

  private final class ClusterObserver implements StreamObserver<ClusterNetwork> {
    @Override
    public void onNext(ClusterNetwork network) {
      if (state == State.OPEN) {
        listener.onCluster(Translation.fromWire(network));
      }
    }

    @Override
    public void onError(Throwable thrown) {
      loop.execute(() -> lost(CallFailures.ofSession(Status.fromThrowable(thrown))));
    }

    @Override
    public void onCompleted() {
      loop.execute(() ->
          lost(
              new ConnectFailure(
                  ConnectFailure.Kind.PROTOCOL,
                  "the manager stopped telling the cluster's network")));
    }
  }
}
