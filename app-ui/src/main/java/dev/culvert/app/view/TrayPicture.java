package dev.culvert.app.view;

import java.util.List;

/**
 * What the tray shows: an icon, a tooltip, a menu. Text only; nothing is said by colour.
 *
 * @param icon which mark: {@code disconnected}, {@code busy}, {@code connected}, {@code problem}
 * @param title the application's name
 */
public record TrayPicture(String icon, String title, String tooltip, List<Entry> menu) {
  public TrayPicture {
    menu = List.copyOf(menu);
  }

  /** A line of the menu. */
  public sealed interface Entry {}

  /** A line between two groups. */
  public record Separator() implements Entry {}

  /**
   * Something to press, or, when it is off, something to read.
   *
   * @param id stable over pictures: a menu that is open keeps its place
   * @param mark whether it is one of several of which one is chosen
   * @param run on any thread
   */
  public record Item(String id, String label, boolean on, Mark mark, Runnable run)
      implements Entry {}

  /** More below. */
  public record Menu(String id, String label, List<Entry> entries) implements Entry {
    public Menu {
      entries = List.copyOf(entries);
    }
  }

  /** Whether an item is one of several. */
  public enum Mark {
    /** It is not. */
    NONE,
    /** It is, and it is another. */
    OFF,
    /** It is, and it is this one. */
    CHOSEN
  }
}
