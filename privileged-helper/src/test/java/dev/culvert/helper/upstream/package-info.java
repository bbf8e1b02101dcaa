/** Tests. */
@NullMarked
package dev.culvert.helper.upstream;

import org.jspecify.annotations.NullMarked;
