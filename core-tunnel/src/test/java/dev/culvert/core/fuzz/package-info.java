/**
 * Coverage-guided fuzzing. In the ordinary build each target runs its seeds and findings, which are
 * in the resources beside it; {@code JAZZER_FUZZ=1} makes a campaign of one target.
 */
@NullMarked
package dev.culvert.core.fuzz;

import org.jspecify.annotations.NullMarked;
