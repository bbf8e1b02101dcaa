@NullMarked
package dev.culvert.app.tray.sni;

import org.jspecify.annotations.NullMarked;
