@NullMarked
package dev.culvert.core.tunnel;

import org.jspecify.annotations.NullMarked;
