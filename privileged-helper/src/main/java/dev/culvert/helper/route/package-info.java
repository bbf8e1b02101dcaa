/** Addresses and routes, by rtnetlink(7), and the plan of what to route. */
@NullMarked
package dev.culvert.helper.route;

import org.jspecify.annotations.NullMarked;
