/** The way to the far side: what the engine asks of it, and what carries it. */
@NullMarked
package dev.culvert.core.tunnel;

import org.jspecify.annotations.NullMarked;
