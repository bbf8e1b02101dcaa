/** The privileged helper as the window and the command line see it. */
@NullMarked
package dev.culvert.app.helper;

import org.jspecify.annotations.NullMarked;
