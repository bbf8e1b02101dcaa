/** The first steps. */
@NullMarked
package dev.culvert.app.window.firstrun;

import org.jspecify.annotations.NullMarked;
