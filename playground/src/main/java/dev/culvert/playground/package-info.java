/**
 * A cluster in a box: network namespaces as pods behind an embedded API server, and a laptop beside
 * it.
 */
@NullMarked
package dev.culvert.playground;

import org.jspecify.annotations.NullMarked;
