/** Work for the stories: transfers with checksums, half-closes, many and stalled connections. */
@NullMarked
package dev.culvert.playground.load;

import org.jspecify.annotations.NullMarked;
