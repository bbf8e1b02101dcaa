/** Tests. */
@NullMarked
package dev.culvert.core.icmp;

import org.jspecify.annotations.NullMarked;
