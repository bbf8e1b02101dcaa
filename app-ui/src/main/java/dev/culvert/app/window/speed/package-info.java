/** The speed test's screen. */
@NullMarked
package dev.culvert.app.window.speed;

import org.jspecify.annotations.NullMarked;
