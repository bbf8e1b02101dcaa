package dev.culvert.app.window.kit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javafx.css.PseudoClass;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.TableCell;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/**
 * A cell that is a text; cut in the middle when there is no room, whole in the tooltip.
 *
 * @param <R> a row
 */
public class TextCell<R> extends TableCell<R, R> {
  private static final Map<String, PseudoClass> STATES = new ConcurrentHashMap<>();

  private final Function<R, String> text;
  private final Function<R, String> tone;
  private @Nullable Tooltip whole;
  private String shown = "";

  /**
   * @param tone the style of one row's text, without its prefix {@code cv-}; empty for none
   */
  public TextCell(Function<R, String> text, Function<R, String> tone, String... styles) {
    this.text = text;
    this.tone = tone;
    setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
    setEllipsisString("…");
    getStyleClass().addAll(styles);
  }

  /** With one style for all rows. */
  public TextCell(Function<R, String> text, String... styles) {
    this(text, row -> "", styles);
  }

  @Override
  protected final void updateItem(@Nullable R item, boolean empty) {
    super.updateItem(item, empty);
    if (empty || item == null) {
      Kit.empty(this);
      return;
    }
    if (getGraphic() != null) {
      getGraphic().setVisible(true);
    }
    String said = text.apply(item);
    setText(said);
    String style = tone.apply(item);
    tone(style);
    if (said.length() > 14) {
      if (whole == null) {
        whole = new Tooltip();
      }
      whole.setText(said);
      setTooltip(whole);
    } else if (whole != null) {
      // Kept: a tooltip is a window, and rows come and go ten times a second.
      setTooltip(null);
    }
    fill(item);
  }

  /**
   * The tone as a state of the cell, as hovering is, and not as a class of style: another class has
   * the toolkit look up all of a node's style anew.
   */
  private void tone(String style) {
    if (style.equals(shown)) {
      return;
    }
    if (!shown.isEmpty()) {
      pseudoClassStateChanged(state(shown), false);
    }
    if (!style.isEmpty()) {
      pseudoClassStateChanged(state(style), true);
    }
    shown = style;
  }

  private static PseudoClass state(String tone) {
    return STATES.computeIfAbsent(tone, t -> PseudoClass.getPseudoClass("tone-" + t));
  }

  /** Adds what is not text. */
  protected void fill(R item) {}
}
