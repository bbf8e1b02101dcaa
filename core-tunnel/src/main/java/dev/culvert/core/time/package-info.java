/** Time as something that is passed in: the event loop's own, or a virtual one in tests. */
@NullMarked
package dev.culvert.core.time;

import org.jspecify.annotations.NullMarked;
