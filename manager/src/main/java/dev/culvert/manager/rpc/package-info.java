/** The Manager service over gRPC, the server that carries it, and what checks each call. */
@NullMarked
package dev.culvert.manager.rpc;

import org.jspecify.annotations.NullMarked;
