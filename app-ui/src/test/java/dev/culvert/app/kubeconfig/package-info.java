@NullMarked
package dev.culvert.app.kubeconfig;

import org.jspecify.annotations.NullMarked;
