/** The seam to the device that IP packets come from and go to. */
@NullMarked
package dev.culvert.core.link;

import org.jspecify.annotations.NullMarked;
