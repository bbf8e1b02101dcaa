/** What runs in the cluster, and the parts that keep it running: workloads, kubelet, endpoints. */
@NullMarked
package dev.culvert.playground.cluster;

import org.jspecify.annotations.NullMarked;
