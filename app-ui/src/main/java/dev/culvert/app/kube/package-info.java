/** Clusters watched with the fabric8 client; the only package of the app that knows it. */
@NullMarked
package dev.culvert.app.kube;

import org.jspecify.annotations.NullMarked;
