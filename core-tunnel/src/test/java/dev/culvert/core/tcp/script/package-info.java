/**
 * Packet scripts in the manner of packetdrill, in virtual time: one file for each section of an
 * RFC, in the resources of this package. {@code README.md} beside them tells their language.
 */
@NullMarked
package dev.culvert.core.tcp.script;

import org.jspecify.annotations.NullMarked;
