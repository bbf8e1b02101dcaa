/** Tests. */
@NullMarked
package dev.culvert.core.link;

import org.jspecify.annotations.NullMarked;
