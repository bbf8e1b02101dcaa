package dev.culvert.manager.agent.path;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.manager.agent.redirect.Redirect;

/** Opens connections to the local programs of who is attached. On the agent's event loop. */
public interface Laptops {

  /**
   * Begins a connection for an attachment; the listener hears {@code onConnected} when the local
   * program has accepted, or {@code onFailed}.
   *
   * @param source who called in the cluster
   * @param port of the pod that was called
   */
  ByteStream open(
      String attachment, Endpoint source, Redirect.Port port, ByteStream.Listener listener);
}
