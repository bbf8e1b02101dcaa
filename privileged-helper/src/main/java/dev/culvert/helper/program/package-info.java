/** Finding the program that a flow or a query belongs to. */
@NullMarked
package dev.culvert.helper.program;

import org.jspecify.annotations.NullMarked;
