/** HTTP out of recorded packets: read, shown, saved as HAR, sent again. */
@NullMarked
package dev.culvert.app.http;

import org.jspecify.annotations.NullMarked;
