/** The settings, and the list of shortcuts. */
@NullMarked
package dev.culvert.app.window.settings;

import org.jspecify.annotations.NullMarked;
