/** The tray of Windows and macOS, by AWT. */
@NullMarked
package dev.culvert.app.tray.awt;

import org.jspecify.annotations.NullMarked;
