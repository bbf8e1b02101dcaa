/**
 * What the window shows of clusters: contexts, namespaces and workloads, without any client's
 * types.
 */
@NullMarked
package dev.culvert.app.cluster;

import org.jspecify.annotations.NullMarked;
