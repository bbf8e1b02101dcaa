/** How fast the way to the manager is, and a connection from there to a pod. */
@NullMarked
package dev.culvert.core.tunnel.speed;

import org.jspecify.annotations.NullMarked;
