/**
 * The computer underneath: namespaces, mounts, processes. The only package that starts processes
 * and calls native code.
 */
@NullMarked
package dev.culvert.playground.machine;

import org.jspecify.annotations.NullMarked;
