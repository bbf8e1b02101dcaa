/** What became of the connection in the last day, kept over restarts of the helper. */
@NullMarked
package dev.culvert.helper.history;

import org.jspecify.annotations.NullMarked;
