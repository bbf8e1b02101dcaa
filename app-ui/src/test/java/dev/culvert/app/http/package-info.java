/** Tests of what is read out of recorded packets as HTTP. */
@NullMarked
package dev.culvert.app.http;

import org.jspecify.annotations.NullMarked;
