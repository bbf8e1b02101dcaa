@NullMarked
package dev.culvert.helper.cluster;

import org.jspecify.annotations.NullMarked;
