/**
 * From a packet to its flow: the table of flows, the turn of the loop, the way out, and the
 * counters.
 */
@NullMarked
package dev.culvert.core.demux;

import org.jspecify.annotations.NullMarked;
