/** Tests. */
@NullMarked
package dev.culvert.core;

import org.jspecify.annotations.NullMarked;
