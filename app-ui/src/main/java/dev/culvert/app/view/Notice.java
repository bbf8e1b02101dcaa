package dev.culvert.app.view;

import java.util.List;

/**
 * What stands where a table would: nothing to show, and why, and what can be done.
 *
 * @param icon name of an icon
 * @param text with marks, see {@link Messages}
 */
public record Notice(String icon, String heading, String text, List<Action> actions) {
  public Notice {
    actions = List.copyOf(actions);
  }

  /**
   * A button.
   *
   * @param key the key that does the same, or empty
   * @param run on the user interface's thread
   */
  public record Action(String label, String key, boolean primary, Runnable run) {}
}
