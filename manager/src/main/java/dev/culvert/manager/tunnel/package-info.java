/** The Tunnel service: one TCP connection a call, and all datagrams in one. */
@NullMarked
package dev.culvert.manager.tunnel;

import org.jspecify.annotations.NullMarked;
