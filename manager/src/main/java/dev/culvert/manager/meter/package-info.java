/** The far end of speed measurements. */
@NullMarked
package dev.culvert.manager.meter;

import org.jspecify.annotations.NullMarked;
