/** What is done to libraries before they are packed. */
@NullMarked
package dev.culvert.installer.jars;

import org.jspecify.annotations.NullMarked;
