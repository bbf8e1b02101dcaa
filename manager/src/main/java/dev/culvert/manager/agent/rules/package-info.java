/** Which attachment a connection or a request belongs to. Pure; no sockets. */
@NullMarked
package dev.culvert.manager.agent.rules;

import org.jspecify.annotations.NullMarked;
