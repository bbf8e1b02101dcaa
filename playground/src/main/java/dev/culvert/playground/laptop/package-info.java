/**
 * The laptop with Culvert on it: the helper as a process, the command line as a person calls it.
 */
@NullMarked
package dev.culvert.playground.laptop;

import org.jspecify.annotations.NullMarked;
