/**
 * View models: what the window says and does, as plain classes with observable values. No scene
 * graph, no toolkit. Observable values change on the thread of {@link Workbench#ui} only.
 */
@NullMarked
package dev.culvert.app.view;

import org.jspecify.annotations.NullMarked;
