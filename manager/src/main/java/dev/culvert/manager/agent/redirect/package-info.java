/** The kernel's redirect from the application's ports to the agent's. */
@NullMarked
package dev.culvert.manager.agent.redirect;

import org.jspecify.annotations.NullMarked;
