/** Joins a flow of the engine to a stream of the tunnel. */
@NullMarked
package dev.culvert.core.relay;

import org.jspecify.annotations.NullMarked;
