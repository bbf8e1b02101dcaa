/** Tests. */
@NullMarked
package dev.culvert.playground.dns;

import org.jspecify.annotations.NullMarked;
