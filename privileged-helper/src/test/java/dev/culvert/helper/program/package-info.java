/** Tests. */
@NullMarked
package dev.culvert.helper.program;

import org.jspecify.annotations.NullMarked;
