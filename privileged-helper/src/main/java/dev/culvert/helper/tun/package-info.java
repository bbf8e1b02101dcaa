/** The TUN device as a link. */
@NullMarked
package dev.culvert.helper.tun;

import org.jspecify.annotations.NullMarked;
