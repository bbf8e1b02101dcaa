/** The HTTP screen. */
@NullMarked
package dev.culvert.app.window.http;

import org.jspecify.annotations.NullMarked;
