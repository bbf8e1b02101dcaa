/** The small window that stays on top. */
@NullMarked
package dev.culvert.app.window.mini;

import org.jspecify.annotations.NullMarked;
