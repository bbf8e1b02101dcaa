/** Checked views over the headers of packets, and what builds them. Nothing here keeps state. */
@NullMarked
package dev.culvert.core.wire;

import org.jspecify.annotations.NullMarked;
