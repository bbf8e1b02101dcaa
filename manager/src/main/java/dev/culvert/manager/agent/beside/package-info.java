/** The process that an agent stands beside. */
@NullMarked
package dev.culvert.manager.agent.beside;

import org.jspecify.annotations.NullMarked;
