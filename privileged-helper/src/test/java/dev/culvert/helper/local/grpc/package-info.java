@NullMarked
package dev.culvert.helper.local.grpc;

import org.jspecify.annotations.NullMarked;
