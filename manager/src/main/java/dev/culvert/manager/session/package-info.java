/** Sessions: secrets, heartbeats, grace periods, and what belongs to each. */
@NullMarked
package dev.culvert.manager.session;

import org.jspecify.annotations.NullMarked;
