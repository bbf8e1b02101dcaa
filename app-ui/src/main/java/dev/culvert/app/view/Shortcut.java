package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import java.util.Locale;

/** The keys that work in the whole window. Combinations are written as JavaFX reads them. */
public enum Shortcut {
  /** Opens the palette. */
  PALETTE("Shortcut+K"),
  /** The switch. */
  TOGGLE("Shortcut+Shift+C"),
  /** Chooses a context. */
  CONTEXT("Shortcut+Shift+X"),
  /** Chooses namespaces. */
  NAMESPACES("Shortcut+Shift+N"),
  /** Opens the settings. */
  SETTINGS("Shortcut+Comma"),
  /** The mini window. */
  MINI("Shortcut+Shift+M"),
  /** The screen before. */
  BACK("Alt+Left"),
  /** The next part of the window. */
  NEXT_REGION("F6"),
  /** The part before. */
  LAST_REGION("Shift+F6"),
  /** Screen one to seven. */
  SCREEN("Shortcut+1 … 7"),
  /** To the filter. */
  FILTER("/"),
  /** The opposite. */
  NEGATE("!"),
  /** Up and down the rows. */
  ROWS("Up, Down, Home, End"),
  /** Opens a row; again: its first action. */
  OPEN("Enter"),
  /** Folds a group, and unfolds it. */
  FOLD("Left, Right"),
  /** Holds a list. */
  FREEZE("Space"),
  /** Copies. */
  COPY("C"),
  /** Attaches to the selected workload. */
  ATTACH("A"),
  /** Detaches from it. */
  DETACH("D"),
  /** Marks as a favourite. */
  FAVOURITE("F"),
  /** Tries again. */
  RETRY("R"),
  /** Clears the filter, closes the detail. */
  ESCAPE("Esc"),
  /** Shows this list. */
  HELP("?");

  private static final boolean MAC =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");

  private final String keys;

  Shortcut(String keys) {
    this.keys = keys;
  }

  /** As JavaFX reads it. */
  public String keys() {
    return keys;
  }

  /** As the person reads it: {@code Ctrl K}. */
  public String display() {
    return keys.replace("Shortcut", MAC ? "Cmd" : "Ctrl").replace("Comma", ",").replace('+', ' ');
  }

  /** What it does. */
  public String words() {
    return text("shortcut." + name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
