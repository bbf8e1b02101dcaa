@NullMarked
package dev.culvert.app.install;

import org.jspecify.annotations.NullMarked;
