package dev.culvert.helper.session;

import dev.culvert.core.tunnel.Dialer;
import io.netty.channel.EventLoop;

/** Flows that need not go by the cluster. */
@FunctionalInterface
public interface Shortcuts {
  /** There are none. */
  Shortcuts NONE = (cluster, loop) -> cluster;

  /**
   * Stands before the way to the cluster.
   *
   * @param cluster what takes a short way is not dialled there; knows the cluster's own addresses
   * @param loop to which both belong
   */
  Dialer before(Dialer cluster, EventLoop loop);
}
