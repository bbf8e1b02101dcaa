@NullMarked
package dev.culvert.app.kube;

import org.jspecify.annotations.NullMarked;
