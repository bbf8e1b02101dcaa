/**
 * The connection's state machine: pure transitions, one file per state, and the actor that runs
 * what they command. The picture is at {@link dev.culvert.helper.state.ConnectionState}.
 */
@NullMarked
package dev.culvert.helper.state;

import org.jspecify.annotations.NullMarked;
