package dev.culvert.core.tunnel;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;

/** Opens sessions with managers. The real one speaks gRPC; tests have one that remembers. */
public interface Connector {

  /**
   * Opens or resumes a session. Everything of it runs on the given loop. Cancelling the future
   * gives up and closes what was opened.
   *
   * @return completes exceptionally with a {@link ConnectFailure}, after 10 s at most
   */
  CompletableFuture<ManagerSession> connect(
      ConnectSettings settings, EventLoop loop, ManagerSession.Listener listener);
}
