/** The flows screen. */
@NullMarked
package dev.culvert.app.window.flows;

import org.jspecify.annotations.NullMarked;
