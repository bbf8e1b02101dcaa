/** Recorded packets as files and as requests; pure functions of bytes. */
@NullMarked
package dev.culvert.app.capture;

import org.jspecify.annotations.NullMarked;
