/** The way of the pod's traffic through the agent: raw, HTTP/1.1 and HTTP/2. */
@NullMarked
package dev.culvert.manager.agent.path;

import org.jspecify.annotations.NullMarked;
