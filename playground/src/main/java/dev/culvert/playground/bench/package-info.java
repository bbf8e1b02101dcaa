/**
 * The benchmarks: the same work through Culvert, directly, and through a two-hop TLS relay, in one
 * run, as ratios.
 */
@NullMarked
package dev.culvert.playground.bench;

import org.jspecify.annotations.NullMarked;
