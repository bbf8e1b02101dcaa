/** Tests. */
@NullMarked
package dev.culvert.core.wire;

import org.jspecify.annotations.NullMarked;
