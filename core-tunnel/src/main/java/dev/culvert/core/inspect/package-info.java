/** What happened, for the window: flows and DNS queries, with the reason for each. */
@NullMarked
package dev.culvert.core.inspect;

import org.jspecify.annotations.NullMarked;
