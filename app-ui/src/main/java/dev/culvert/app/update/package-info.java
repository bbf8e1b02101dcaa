/**
 * New versions of Culvert: told of, where the person wants that, and never installed from here.
 * Whoever installed Culvert, a package manager mostly, replaces it.
 */
@NullMarked
package dev.culvert.app.update;

import org.jspecify.annotations.NullMarked;
