@NullMarked
package dev.culvert.app.cli;

import org.jspecify.annotations.NullMarked;
