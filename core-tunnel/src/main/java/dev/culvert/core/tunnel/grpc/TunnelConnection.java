package dev.culvert.core.tunnel.grpc;

/** A connection that the manager has agreed to. On the event loop. */
interface TunnelConnection {
  /** Begins to beat. */
  void start();

  /** Something came over it. */
  void heard();

  /** Its socket is closed. gRPC's own words, if it has any, come first. */
  void channelClosed();

  /** Whoever asked for it has given up meanwhile. */
  void unwanted();
}
