/** DNS queries, forwarded to the cluster's own DNS. */
@NullMarked
package dev.culvert.manager.dns;

import org.jspecify.annotations.NullMarked;
