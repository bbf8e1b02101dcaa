/** Parts that several screens use. */
@NullMarked
package dev.culvert.app.window.kit;

import org.jspecify.annotations.NullMarked;
