/** The window and the command line; never privileged. */
@NullMarked
package dev.culvert.app;

import org.jspecify.annotations.NullMarked;
