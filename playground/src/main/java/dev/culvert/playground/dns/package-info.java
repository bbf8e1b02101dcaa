/** The cluster's DNS and the public DNS of the little internet. */
@NullMarked
package dev.culvert.playground.dns;

import org.jspecify.annotations.NullMarked;
