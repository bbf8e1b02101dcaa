/**
 * The Kubernetes API server: TLS, users, rights and port-forward in front of a store of objects.
 */
@NullMarked
package dev.culvert.playground.api;

import org.jspecify.annotations.NullMarked;
