/** End-to-end stories: the real helper, manager and command line around the cluster in a box. */
@NullMarked
package dev.culvert.uitests.stories;

import org.jspecify.annotations.NullMarked;
