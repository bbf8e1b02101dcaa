/**
 * Asking the resolvers that this computer asked before Culvert came, for every name not the
 * cluster's.
 */
@NullMarked
package dev.culvert.helper.upstream;

import org.jspecify.annotations.NullMarked;
