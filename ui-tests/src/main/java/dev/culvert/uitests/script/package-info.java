/**
 * A helper, a kubeconfig and a cluster that say what a script tells them, for specs and pictures.
 */
@NullMarked
package dev.culvert.uitests.script;

import org.jspecify.annotations.NullMarked;
