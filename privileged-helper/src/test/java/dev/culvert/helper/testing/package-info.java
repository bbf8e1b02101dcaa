/** Tests in namespaces of their own: whatever they do to a network, it is not this computer's. */
@NullMarked
package dev.culvert.helper.testing;

import org.jspecify.annotations.NullMarked;
