/** The privileged helper as a program. */
@NullMarked
package dev.culvert.helper;

import org.jspecify.annotations.NullMarked;
