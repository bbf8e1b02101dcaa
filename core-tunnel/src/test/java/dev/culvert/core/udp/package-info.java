/** Tests. */
@NullMarked
package dev.culvert.core.udp;

import org.jspecify.annotations.NullMarked;
