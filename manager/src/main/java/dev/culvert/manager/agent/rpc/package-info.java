/** The agent's connection to the manager. */
@NullMarked
package dev.culvert.manager.agent.rpc;

import org.jspecify.annotations.NullMarked;
