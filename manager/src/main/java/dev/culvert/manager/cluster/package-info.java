/** What the cluster's network looks like, as values. */
@NullMarked
package dev.culvert.manager.cluster;

import org.jspecify.annotations.NullMarked;
