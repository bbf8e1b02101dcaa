package dev.culvert.app.view;

import dev.culvert.app.cluster.Context;

/**
 * A context as the side bar shows it.
 *
 * @param color name of its colour, see the theme's accents
 * @param production whether what happens there is felt by customers
 * @param selected whether the window is about it
 * @param condition its connection's, {@code null} when it is not the connected one
 */
public record ContextItem(
    Context context,
    String color,
    boolean production,
    boolean selected,
    ConnectionModel.@org.jspecify.annotations.Nullable Condition condition) {
  /** Its name. */
  public String name() {
    return context.name();
  }
}
