/**
 * The API server's port-forward over WebSocket, as Netty handlers: below them a socket, above them
 * a stream of bytes to a port of a pod.
 */
@NullMarked
package dev.culvert.core.tunnel.portforward;

import org.jspecify.annotations.NullMarked;
