/** The window: how the view models look. One folder a screen. */
@NullMarked
package dev.culvert.app.window;

import org.jspecify.annotations.NullMarked;
