/** The last day of the connection. */
@NullMarked
package dev.culvert.app.window.timeline;

import org.jspecify.annotations.NullMarked;
