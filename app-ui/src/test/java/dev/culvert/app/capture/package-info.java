/** Tests of recorded packets. */
@org.jspecify.annotations.NullMarked
package dev.culvert.app.capture;
