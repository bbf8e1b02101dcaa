/** Errors sent and understood (RFC 792, RFC 4443). */
@NullMarked
package dev.culvert.core.icmp;

import org.jspecify.annotations.NullMarked;
