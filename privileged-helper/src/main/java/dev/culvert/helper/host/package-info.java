/**
 * What a connection changes on this computer, as one interface that every operating system
 * implements.
 */
@NullMarked
package dev.culvert.helper.host;

import org.jspecify.annotations.NullMarked;
