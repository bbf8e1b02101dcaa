@NullMarked
package dev.culvert.helper.state;

import org.jspecify.annotations.NullMarked;
