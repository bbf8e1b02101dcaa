@NullMarked
package dev.culvert.app.helper.grpc;

import org.jspecify.annotations.NullMarked;
