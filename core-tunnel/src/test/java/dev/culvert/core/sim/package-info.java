/** Tests. */
@NullMarked
package dev.culvert.core.sim;

import org.jspecify.annotations.NullMarked;
