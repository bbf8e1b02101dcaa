/** The engine: from IP packets of a link to streams of a tunnel, and back. */
@NullMarked
package dev.culvert.core;

import org.jspecify.annotations.NullMarked;
