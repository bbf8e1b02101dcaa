/**
 * Kubeconfig files as {@code kubectl} reads them, the credentials they lead to, and what the helper
 * is told from them. Knows no Kubernetes client.
 */
@NullMarked
package dev.culvert.app.kubeconfig;

import org.jspecify.annotations.NullMarked;
