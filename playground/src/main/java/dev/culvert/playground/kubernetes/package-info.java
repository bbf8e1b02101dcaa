/** A real Kubernetes that {@code ./culvert cluster up} started, and the laptop beside it. */
@NullMarked
package dev.culvert.playground.kubernetes;

import org.jspecify.annotations.NullMarked;
