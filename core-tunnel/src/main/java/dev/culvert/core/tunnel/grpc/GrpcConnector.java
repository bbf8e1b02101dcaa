package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.Connector;
import dev.culvert.core.tunnel.ManagerSession;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Opens sessions over gRPC. Socket, TLS, HTTP/2, calls and callbacks of a session run on the one
 * event loop that is passed in; only names are resolved elsewhere. The loop may be of epoll or NIO.
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
      ConnectSettings settings, EventLoop loop, ManagerSession.Listener listener) {
    CompletableFuture<ManagerSession> future = new CompletableFuture<>();
    ConnectAttempt attempt =
        new ConnectAttempt(settings, loop, listener, clientVersion, deadline, future);
    loop.execute(attempt::start);
    return future;
  }
}
