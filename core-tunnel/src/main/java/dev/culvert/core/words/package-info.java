/** What is told to people, in a form that other languages can be made of. */
@NullMarked
package dev.culvert.core.words;

import org.jspecify.annotations.NullMarked;
