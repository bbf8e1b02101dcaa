package dev.culvert.app.window.kit;

import javafx.scene.Node;
import javafx.scene.layout.HBox;

/** A screen: a main part and, sometimes, details at its end. */
public abstract class ScreenPane extends HBox {
  private Runnable listener = () -> {};

  /** Fills the room there is. */
  protected ScreenPane() {
    getStyleClass().add("cv-screen");
    setMinSize(0, 0);
  }

  /** Whether there is little room. */
  public abstract void narrow(boolean narrow);

  /** Puts the cursor into the filter. */
  public abstract void toFilter();

  /** What takes the focus when the screen is shown. */
  public abstract Node focusable();

  /**
   * Clears the filter, then closes the detail.
   *
   * @return whether there was either
   */
  public abstract boolean escape();

  /** Space: holds the list, or goes on. */
  public void freeze() {}

  /** The right part of the status bar. */
  public abstract String right();

  /** Who wants to know when {@link #right} says something else. */
  public final void onChange(Runnable next) {
    listener = next;
  }

  /** Tells so. */
  protected final void changed() {
    listener.run();
  }
}
