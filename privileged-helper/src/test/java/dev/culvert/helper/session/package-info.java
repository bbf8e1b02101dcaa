@NullMarked
package dev.culvert.helper.session;

import org.jspecify.annotations.NullMarked;
