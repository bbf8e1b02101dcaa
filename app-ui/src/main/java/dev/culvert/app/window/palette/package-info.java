/** The command palette: everything that can be asked for by name. */
@NullMarked
package dev.culvert.app.window.palette;

import org.jspecify.annotations.NullMarked;
