/** The command line. Runs without JavaFX on the class path. */
@NullMarked
package dev.culvert.app.cli;

import org.jspecify.annotations.NullMarked;
