package dev.culvert.app.view;

/**
 * Something a person can ask for by its name: in the palette, by a key, in the tray's menu.
 *
 * @param id stable, to remember what was used lately
 * @param icon name of an icon
 * @param title a verb and its object
 * @param hint where it belongs, or what more there is to say
 * @param key the keys that do the same, or empty
 * @param off why it cannot be done now, or empty
 * @param run on the user interface's thread
 */
public record Command(
    String id, String icon, String title, String hint, String key, String off, Runnable run) {
  /** Whether it can be done now. */
  public boolean possible() {
    return off.isEmpty();
  }
}
