/** The manager: one process in the cluster that opens connections for laptops. */
@NullMarked
package dev.culvert.manager;

import org.jspecify.annotations.NullMarked;
