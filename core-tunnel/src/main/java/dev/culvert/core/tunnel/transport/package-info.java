/** Which of Netty's sockets fits an event loop. */
@NullMarked
package dev.culvert.core.tunnel.transport;

import org.jspecify.annotations.NullMarked;
