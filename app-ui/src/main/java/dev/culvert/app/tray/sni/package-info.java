/**
 * The tray of Linux desktops: StatusNotifierItem and com.canonical.dbusmenu, both over the session
 * bus. The names on the bus are those of the specifications at freedesktop.org and of libdbusmenu.
 */
@NullMarked
package dev.culvert.app.tray.sni;

import org.jspecify.annotations.NullMarked;
