/** What becomes of the libraries of a package. */
@NullMarked
package dev.culvert.installer.jars;

import org.jspecify.annotations.NullMarked;
