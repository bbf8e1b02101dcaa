/** The frame around every screen: band, connection bar, side bar, status bar. */
@NullMarked
package dev.culvert.app.window.shell;

import org.jspecify.annotations.NullMarked;
