/** Tests. */
@NullMarked
package dev.culvert.playground.machine;

import org.jspecify.annotations.NullMarked;
