/** The story that ./culvert demo tells. */
@NullMarked
package dev.culvert.playground.demo;

import org.jspecify.annotations.NullMarked;
