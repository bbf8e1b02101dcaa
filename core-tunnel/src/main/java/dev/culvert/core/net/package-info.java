/** Addresses, end points and prefixes, as values. */
@NullMarked
package dev.culvert.core.net;

import org.jspecify.annotations.NullMarked;
