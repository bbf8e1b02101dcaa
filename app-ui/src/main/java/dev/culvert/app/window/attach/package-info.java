/** The sheet in which one attaches to a workload. */
@NullMarked
package dev.culvert.app.window.attach;

import org.jspecify.annotations.NullMarked;
