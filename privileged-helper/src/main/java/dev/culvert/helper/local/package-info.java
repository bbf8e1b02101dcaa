/** Who may do what on this computer's own interface to the helper. */
@NullMarked
package dev.culvert.helper.local;

import org.jspecify.annotations.NullMarked;
