/** Services as virtual addresses: from objects to nftables. */
@NullMarked
package dev.culvert.playground.service;

import org.jspecify.annotations.NullMarked;
