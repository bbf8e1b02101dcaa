/** The window's specs, its pictures, and the person who presses the switch in the demo. */
@NullMarked
package dev.culvert.uitests;

import org.jspecify.annotations.NullMarked;
