/** Tests. */
@NullMarked
package dev.culvert.core.inspect;

import org.jspecify.annotations.NullMarked;
