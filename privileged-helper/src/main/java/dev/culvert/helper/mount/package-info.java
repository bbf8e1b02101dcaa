/** Volumes of attached workloads, mounted on this computer. */
@NullMarked
package dev.culvert.helper.mount;

import org.jspecify.annotations.NullMarked;
