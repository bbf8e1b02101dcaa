/** Where this computer's programs send their name queries. */
@NullMarked
package dev.culvert.helper.dns;

import org.jspecify.annotations.NullMarked;
