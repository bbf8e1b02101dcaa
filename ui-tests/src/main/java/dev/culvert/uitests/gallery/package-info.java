/**
 * Pictures of every screen and state from a scripted helper, and whether two pictures are alike.
 */
@NullMarked
package dev.culvert.uitests.gallery;

import org.jspecify.annotations.NullMarked;
