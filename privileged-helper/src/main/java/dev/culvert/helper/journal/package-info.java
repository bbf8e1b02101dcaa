/** What was changed on this computer, written down before it was changed. */
@NullMarked
package dev.culvert.helper.journal;

import org.jspecify.annotations.NullMarked;
