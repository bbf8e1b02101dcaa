/**
 * The manager's installation into a cluster: what is installed (the Helm chart, which this renders
 * itself), and what may go wrong, by name. Knows no Kubernetes client.
 */
@NullMarked
package dev.culvert.app.install;

import org.jspecify.annotations.NullMarked;
