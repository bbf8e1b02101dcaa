/** What stands in the middle when connecting failed. */
@NullMarked
package dev.culvert.app.window.failed;

import org.jspecify.annotations.NullMarked;
