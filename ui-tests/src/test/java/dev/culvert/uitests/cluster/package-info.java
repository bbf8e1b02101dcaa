/** End-to-end stories on a real Kubernetes: {@code ./culvert cluster up}. */
@NullMarked
package dev.culvert.uitests.cluster;

import org.jspecify.annotations.NullMarked;
