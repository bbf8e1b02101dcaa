/** Tests of recorded packets. */
@NullMarked
package dev.culvert.app.capture;

import org.jspecify.annotations.NullMarked;
