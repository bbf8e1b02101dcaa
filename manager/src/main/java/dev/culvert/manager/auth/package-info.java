/** Who a caller is, and whether it may use the manager. */
@NullMarked
package dev.culvert.manager.auth;

import org.jspecify.annotations.NullMarked;
