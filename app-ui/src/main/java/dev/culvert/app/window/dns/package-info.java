/** The DNS screen. */
@NullMarked
package dev.culvert.app.window.dns;

import org.jspecify.annotations.NullMarked;
