/** The agent in a workload's pod: one process, without privileges, beside the application. */
@NullMarked
package dev.culvert.manager.agent;

import org.jspecify.annotations.NullMarked;
