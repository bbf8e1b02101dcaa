/** Which operating system this is, and what of it is supported. */
@NullMarked
package dev.culvert.helper.platform;

import org.jspecify.annotations.NullMarked;
