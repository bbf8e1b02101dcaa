/** Tests. */
@NullMarked
package dev.culvert.core.dns;

import org.jspecify.annotations.NullMarked;
