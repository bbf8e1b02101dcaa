/** The workloads screen. */
@NullMarked
package dev.culvert.app.window.workloads;

import org.jspecify.annotations.NullMarked;
