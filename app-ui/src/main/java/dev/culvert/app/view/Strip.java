package dev.culvert.app.view;

import java.util.List;

/**
 * One thing to know, above a table whose rows stay.
 *
 * @param danger red and not amber
 * @param text with marks, see {@link Messages}
 */
public record Strip(boolean danger, String text, List<Notice.Action> actions) {
  public Strip {
    actions = List.copyOf(actions);
  }
}
