/** Tests of the doctor. */
@NullMarked
package dev.culvert.app.doctor;

import org.jspecify.annotations.NullMarked;
