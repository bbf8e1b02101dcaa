@NullMarked
package dev.culvert.helper;

import org.jspecify.annotations.NullMarked;
