/** Opening sockets: where to, and what a failure means. */
@NullMarked
package dev.culvert.manager.dial;

import org.jspecify.annotations.NullMarked;
