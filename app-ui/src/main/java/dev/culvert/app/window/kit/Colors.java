package dev.culvert.app.window.kit;

import dev.culvert.app.theme.Tokens;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.scene.paint.Color;

/** The theme's colours, and the size of text, for what is drawn and not styled. */
public final class Colors {
  private final BooleanProperty dark = new SimpleBooleanProperty();
  private final DoubleProperty text = new SimpleDoubleProperty(1);

  /** Whether the window is dark. */
  public BooleanProperty dark() {
    return dark;
  }

  /** How large the window's text is, 1 to 2: what is drawn with text in it grows with it. */
  public DoubleProperty text() {
    return text;
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
