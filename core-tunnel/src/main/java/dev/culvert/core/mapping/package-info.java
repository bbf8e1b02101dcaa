/**
 * The cluster under other addresses: decorators that stand between the engine, which knows virtual
 * addresses only, and the session with the manager, which knows real ones only.
 */
@NullMarked
package dev.culvert.core.mapping;

import org.jspecify.annotations.NullMarked;
