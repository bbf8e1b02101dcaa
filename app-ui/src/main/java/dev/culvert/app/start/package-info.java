/** What is around the window when it runs as an application: login, settings file, its end. */
@NullMarked
package dev.culvert.app.start;

import org.jspecify.annotations.NullMarked;
