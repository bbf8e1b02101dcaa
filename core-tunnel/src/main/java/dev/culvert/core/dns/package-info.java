/**
 * The helper's DNS server: which names the cluster answers, which go where they went before, and
 * why. RFC 1034 and 1035 (names and messages), 2308 (negative answers), 6891 (EDNS(0)), 7766 (TCP),
 * and the Kubernetes DNS specification for the names of services and pods.
 */
@NullMarked
package dev.culvert.core.dns;

import org.jspecify.annotations.NullMarked;
