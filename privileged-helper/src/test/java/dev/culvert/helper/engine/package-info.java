/** The engine against the kernel's own TCP, over a real TUN device. */
@NullMarked
package dev.culvert.helper.engine;

import org.jspecify.annotations.NullMarked;
