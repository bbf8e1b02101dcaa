@NullMarked
package dev.culvert.helper.local;

import org.jspecify.annotations.NullMarked;
