package dev.culvert.app.window.kit;

import dev.culvert.app.theme.Tokens;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.paint.Color;

/** The theme's colours for what is drawn and not styled. */
public final class Colors {
  private final BooleanProperty dark = new SimpleBooleanProperty();

  /** Whether the window is dark. */
  public BooleanProperty dark() {
    return dark;
  }

  /** A colour of the tokens. */
  public Color of(String token) {
    return Color.web(Tokens.value(token, dark.get()));
  }

  /** The same, see-through. */
  public Color of(String token, double opacity) {
    return Color.web(Tokens.value(token, dark.get()), opacity);
  }
}
