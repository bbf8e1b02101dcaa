/** Tests. */
@NullMarked
package dev.culvert.core.tcp;

import org.jspecify.annotations.NullMarked;
