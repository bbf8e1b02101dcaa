/** The doctor's screen. */
@NullMarked
package dev.culvert.app.window.doctor;

import org.jspecify.annotations.NullMarked;
