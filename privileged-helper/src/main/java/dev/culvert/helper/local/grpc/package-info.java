/** The local service over gRPC: its socket, its callers and its methods. */
@NullMarked
package dev.culvert.helper.local.grpc;

import org.jspecify.annotations.NullMarked;
