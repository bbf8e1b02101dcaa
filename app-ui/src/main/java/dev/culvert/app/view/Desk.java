package dev.culvert.app.view;

/**
 * What commands need of the window beyond the models: things that open, and where the focus goes.
 * On the user interface's thread.
 */
public interface Desk {
  /** Opens the settings at a section; empty for the first. */
  void settings(String section);

  /** Shows every shortcut. */
  void shortcuts();

  /** Puts the cursor into the filter of the screen that is shown. */
  void filter();

  /** Lets the person choose a context. */
  void contexts();

  /** Lets the person choose namespaces. */
  void namespaces();

  /** The mini window instead of the large one. */
  void mini();

  /** Brings the window to the front. */
  void front();

  /** Ends the application; the connection goes with it. */
  void quit();
}
