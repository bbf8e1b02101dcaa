/**
 * The doctor: what is so on this computer, checks that are pure functions of it, and a bundle of
 * all of it that can be shown to others. The same for the window and the command line.
 */
@NullMarked
package dev.culvert.app.doctor;

import org.jspecify.annotations.NullMarked;
