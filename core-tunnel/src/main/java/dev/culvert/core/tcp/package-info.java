/** An RFC 9293 end point, in the only role the engine plays: the passive opener. */
@NullMarked
package dev.culvert.core.tcp;

import org.jspecify.annotations.NullMarked;
