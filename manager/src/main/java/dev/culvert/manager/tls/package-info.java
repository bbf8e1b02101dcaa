/** The manager's own authority and certificate. */
@NullMarked
package dev.culvert.manager.tls;

import org.jspecify.annotations.NullMarked;
