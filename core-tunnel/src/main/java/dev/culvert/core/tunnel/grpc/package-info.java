/**
 * The tunnel as gRPC: methods whose payload frames are encoded by hand, the client's side of a
 * session, and what the manager shares with it. Everything of one connection runs on one event
 * loop.
 */
@NullMarked
package dev.culvert.core.tunnel.grpc;

import org.jspecify.annotations.NullMarked;
