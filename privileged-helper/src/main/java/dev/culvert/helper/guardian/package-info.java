/** What restores the name service at once when the helper dies without a word. */
@NullMarked
package dev.culvert.helper.guardian;

import org.jspecify.annotations.NullMarked;
