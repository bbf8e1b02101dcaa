package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.Connector;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.grpc.JoinedConnection.Joiner;
import dev.culvert.proto.manager.v1.ManagerGrpc;
import dev.culvert.proto.manager.v1.OpenSessionRequest;
import dev.culvert.proto.manager.v1.Session;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Opens sessions over gRPC. Socket, TLS, HTTP/2, calls and callbacks of a connection run on the
 * event loop that is passed in for it; only names are resolved elsewhere. The loops may be of epoll
 * or NIO.
 */
public final class GrpcConnector implements Connector {
  /** From the call of {@link #connect} to the session or a failure. */
  public static final Duration DEADLINE = Duration.ofSeconds(10);

  private final String clientVersion;
  private final Duration deadline;

  /**
   * @param clientVersion for display at the manager
   */
  public GrpcConnector(String clientVersion) {
    this(clientVersion, DEADLINE);
  }

  GrpcConnector(String clientVersion, Duration deadline) {
    this.clientVersion = clientVersion;
    this.deadline = deadline;
  }

  @Override
  public CompletableFuture<ManagerSession> connect(
      ConnectSettings settings, List<EventLoop> loops, ManagerSession.Listener listener) {
    EventLoop loop = loops.getFirst();
    CompletableFuture<ManagerSession> future = new CompletableFuture<>();
    Joiner joiner =
        (join, opening, made) ->
            new ConnectAttempt<>(settings, join, opening, clientVersion, deadline, made).start();
    ConnectAttempt.Opening<GrpcSession> opening =
        new ConnectAttempt.Opening<>() {
          @Override
          public void call(ManagerGrpc.ManagerStub manager, StreamObserver<Session> answer) {
            OpenSessionRequest.Builder request =
                OpenSessionRequest.newBuilder()
                    .setClientName(settings.clientName())
                    .setClientVersion(clientVersion);
            settings.resumeSecret().ifPresent(request::setResumeSecret);
            manager.openSession(request.build(), answer);
          }

          @Override
          public GrpcSession opened(
              ManagedChannel channel,
              Session answer,
              Supplier<Optional<ManagerSession.FirstHop>> firstHop,
              Supplier<Optional<String>> severed) {
            return new GrpcSession(loops, channel, answer, listener, firstHop, severed, joiner);
          }
        };
    ConnectAttempt<GrpcSession> attempt =
        new ConnectAttempt<>(settings, loop, opening, clientVersion, deadline, future);
    loop.execute(attempt::start);
    return future;
  }
}
