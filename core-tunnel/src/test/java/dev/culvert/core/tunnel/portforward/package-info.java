@NullMarked
package dev.culvert.core.tunnel.portforward;

import org.jspecify.annotations.NullMarked;
