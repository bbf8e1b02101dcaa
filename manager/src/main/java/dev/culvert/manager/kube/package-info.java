/** The Kubernetes API: the only package that speaks it. */
@NullMarked
package dev.culvert.manager.kube;

import org.jspecify.annotations.NullMarked;
