/** Tests. */
@NullMarked
package dev.culvert.playground.api;

import org.jspecify.annotations.NullMarked;
