/**
 * The assembly of one connection: one event loop that owns the TUN device, the engine and the
 * tunnel, and the order in which they are put together and taken apart.
 */
@NullMarked
package dev.culvert.helper.session;

import org.jspecify.annotations.NullMarked;
