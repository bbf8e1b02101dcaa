package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.CrossLoopDialer;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.proto.manager.v1.JoinSessionRequest;
import dev.culvert.proto.manager.v1.ManagerGrpc;
import dev.culvert.proto.manager.v1.Session;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one further event loop has of a session: a connection of its own that joins it, so that the
 * loop's flows change threads nowhere. It comes when it is asked for, beats like the first one, and
 * comes again when it breaks; it is a matter of speed, never the end of the session. Whenever it is
 * not there, new flows go by the first connection.
 *
 * <p>On its loop, but for {@link #end}.
 */
final class JoinedConnection {
  private static final Logger LOG = LoggerFactory.getLogger(JoinedConnection.class);

  /** After a failure; doubled with each further one. */
  private static final long FIRST_PAUSE_MILLIS = 500;

  private static final int MOST_DOUBLINGS = 6;

  private final EventLoop loop;
  private final ManagerSession.Info session;
  private final Joiner joiner;
  private final Dialer first;
  private final Dialer dialer = new Here();
  private @Nullable Open open;
  private @Nullable CompletableFuture<Open> opening;
  private int failures;
  private boolean over;

  /** Opens a connection to the session's manager, as the first one was. */
  @FunctionalInterface
  interface Joiner {
    /** On the loop; the future completes on it. */
    void join(
        EventLoop loop, ConnectAttempt.Opening<Open> opening, CompletableFuture<Open> connection);
  }

  /**
   * @param loop whose connection this is
   * @param firstLoop of the session
   * @param firstDialer the session's, on that loop
   */
  JoinedConnection(
      EventLoop loop,
      EventLoop firstLoop,
      Dialer firstDialer,
      ManagerSession.Info session,
      Joiner joiner) {
    this.loop = loop;
    this.session = session;
    this.joiner = joiner;
    this.first = new CrossLoopDialer(loop, firstLoop, firstDialer);
  }

  /** Asked for: the connection is opened unless it is there. */
  Dialer dialer() {
    if (open == null && opening == null && !over) {
      join();
    }
    return dialer;
  }

  /** The session is over, and with it everything opened here. Any thread. */
  void end(Failure failure) {
    loop.execute(() -> {
      over = true;
      if (opening != null) {
        opening.cancel(false);
      }
      if (open != null) {
        open.drop(failure);
      }
    });
  }

  private void join() {
    CompletableFuture<Open> connection = new CompletableFuture<>();
    opening = connection;
    var _ =
        connection.whenComplete((made, failed) -> {
          opening = null;
          if (made != null) {
            failures = 0;
          } else if (!connection.isCancelled()) {
            again(String.valueOf(failed.getMessage()));
          }
        });
    joiner.join(loop, new Opening(), connection);
  }

  private void again(String why) {
    if (over) {
      return;
    }
    long pause = FIRST_PAUSE_MILLIS << Math.min(failures++, MOST_DOUBLINGS);
    LOG.info(
        "{} has a connection less: {}; its new flows go by the first one, next try in {} ms",
        session,
        why,
        pause);
    var _ =
        loop.schedule(
            () -> {
              if (!over && open == null && opening == null) {
                join();
              }
            },
            pause,
            TimeUnit.MILLISECONDS);
  }

  /** Joins the session by its secret. */
  private final class Opening implements ConnectAttempt.Opening<Open> {
    @Override
    public void call(ManagerGrpc.ManagerStub manager, StreamObserver<Session> answer) {
      manager.joinSession(
          JoinSessionRequest.newBuilder().setSecret(session.secret()).build(), answer);
    }

    @Override
    public Open opened(
        ManagedChannel channel,
        Session answer,
        Supplier<Optional<ManagerSession.FirstHop>> firstHop,
        Supplier<Optional<String>> severed) {
      return new Open(channel, answer, severed);
    }
  }

  /** The connection while it is there. */
  final class Open implements TunnelConnection {
    private final ManagedChannel connection;
    private final ManagerGrpc.ManagerStub manager;
    private final GrpcDialer streams;
    private final Heartbeat heartbeat;

    private Open(ManagedChannel connection, Session answer, Supplier<Optional<String>> severed) {
      this.connection = connection;
      Channel channel = GrpcSession.withSecret(connection, session.secret());
      manager = ManagerGrpc.newStub(channel);
      streams = new GrpcDialer(loop, channel, MemoryBudget.ofThisProcess());
      heartbeat =
          new Heartbeat(
              loop,
              Translation.duration(answer.getHeartbeatInterval()),
              Translation.duration(answer.getHeartbeatTimeout()),
              severed,
              _ -> {},
              this::lost);
    }

    @Override
    public void start() {
      if (over) {
        unwanted();
        return;
      }
      open = this;
      heartbeat.start(manager::heartbeat);
      LOG.debug("{} has a connection more", session);
    }

    @Override
    public void heard() {
      heartbeat.heard();
    }

    @Override
    public void channelClosed() {
      loop.execute(() ->
          lost(
              new ConnectFailure(
                  ConnectFailure.Kind.CONNECTION_LOST, "the connection was closed")));
    }

    @Override
    public void unwanted() {
      connection.shutdownNow();
    }

    private void lost(ConnectFailure failure) {
      if (open == this) {
        String why = String.valueOf(failure.getMessage());
        drop(new Failure(Failure.Cause.TUNNEL_DOWN, why));
        again(why);
      }
    }

    /** Lets go of it; what it carried fails. */
    private void drop(Failure failure) {
      open = null;
      heartbeat.stop();
      streams.tunnelDown(failure);
      connection.shutdownNow();
    }
  }

  /** By the connection that is there at the moment. */
  private final class Here implements Dialer {
    @Override
    public ByteStream dialTcp(Endpoint source, Endpoint destination, ByteStream.Listener listener) {
      return now().dialTcp(source, destination, listener);
    }

    @Override
    public DatagramFlow openUdp(
        Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
      return now().openUdp(source, destination, listener);
    }

    @Override
    public DatagramFlow openEcho(
        IpAddress source, IpAddress destination, DatagramFlow.Listener listener) {
      return now().openEcho(source, destination, listener);
    }

    private Dialer now() {
      return open == null ? first : open.streams;
    }
  }
}
