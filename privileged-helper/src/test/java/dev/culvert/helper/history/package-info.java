@NullMarked
package dev.culvert.helper.history;

import org.jspecify.annotations.NullMarked;
