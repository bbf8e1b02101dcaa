/**
 * Attachments: who is attached to what, the agents that make it so, and the pods that come and go.
 */
@NullMarked
package dev.culvert.manager.attach;

import org.jspecify.annotations.NullMarked;
