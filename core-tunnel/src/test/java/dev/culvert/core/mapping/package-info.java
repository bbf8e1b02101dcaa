@NullMarked
package dev.culvert.core.mapping;

import org.jspecify.annotations.NullMarked;
