/** The helper over gRPC on its Unix domain socket; the only package of the app that knows gRPC. */
@NullMarked
package dev.culvert.app.helper.grpc;

import org.jspecify.annotations.NullMarked;
