/** New versions, as far as they are told of. */
@NullMarked
package dev.culvert.app.update;

import org.jspecify.annotations.NullMarked;
