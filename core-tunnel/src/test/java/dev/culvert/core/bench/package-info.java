/** What the engine costs for each operation: time by JMH, allocation by JMH and by a test. */
@NullMarked
package dev.culvert.core.bench;

import org.jspecify.annotations.NullMarked;
