/** UDP flows, and the fragments that large datagrams travel in. */
@NullMarked
package dev.culvert.core.udp;

import org.jspecify.annotations.NullMarked;
