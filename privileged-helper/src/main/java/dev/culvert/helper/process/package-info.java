/** The one place where processes are started. */
@NullMarked
package dev.culvert.helper.process;

import org.jspecify.annotations.NullMarked;
