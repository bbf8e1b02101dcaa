/** Tests. */
@NullMarked
package dev.culvert.playground;

import org.jspecify.annotations.NullMarked;
