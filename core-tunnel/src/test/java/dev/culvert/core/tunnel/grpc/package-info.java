@NullMarked
package dev.culvert.core.tunnel.grpc;

import org.jspecify.annotations.NullMarked;
