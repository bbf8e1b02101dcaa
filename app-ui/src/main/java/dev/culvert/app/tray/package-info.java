/** The icon in the desktop's tray, by whichever way the desktop has. */
@NullMarked
package dev.culvert.app.tray;

import org.jspecify.annotations.NullMarked;
