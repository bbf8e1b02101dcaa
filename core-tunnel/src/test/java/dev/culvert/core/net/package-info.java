@NullMarked
package dev.culvert.core.net;

import org.jspecify.annotations.NullMarked;
