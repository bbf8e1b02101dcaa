package dev.culvert.core.tunnel;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Opens sessions with managers. The real one speaks gRPC; tests have one that remembers. */
public interface Connector {

  /**
   * Opens or resumes a session. Everything of it runs on the first loop; each further loop gets a
   * connection of its own beside the session's, see {@link ManagerSession#dialer(int)}. Cancelling
   * the future gives up and closes what was opened.
   *
   * @param loops one or more
   * @return completes exceptionally with a {@link ConnectFailure}, after 10 s at most
   */
  CompletableFuture<ManagerSession> connect(
      ConnectSettings settings, List<EventLoop> loops, ManagerSession.Listener listener);

  /** As above, with all on one loop. */
  default CompletableFuture<ManagerSession> connect(
      ConnectSettings settings, EventLoop loop, ManagerSession.Listener listener) {
    return connect(settings, List.of(loop), listener);
  }
}
