package dev.culvert.app.tray;

import dev.culvert.app.view.TrayPicture;

/** An icon with a menu, somewhere in the desktop. Any thread; nothing blocks. */
public interface Tray extends AutoCloseable {
  /** Shows this from now on. */
  void show(TrayPicture picture);

  /** Takes the icon away. */
  @Override
  void close();

  /** Hears, on a thread of the tray's, whether there is a place where the icon is seen. */
  @FunctionalInterface
  interface Place {
    /** There is one, or none any more. */
    void seen(boolean there);
  }
}
