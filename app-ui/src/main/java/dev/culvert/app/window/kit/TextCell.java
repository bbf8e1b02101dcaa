package dev.culvert.app.window.kit;

import java.util.function.Function;
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
  private final Function<R, String> text;
  private final Function<R, String> tone;
  private @Nullable Tooltip whole;

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
      setText(null);
      setGraphic(null);
      return;
    }
    String said = text.apply(item);
    setText(said);
    String style = tone.apply(item);
    getStyleClass().removeIf(s -> s.startsWith("cv-tone-"));
    if (!style.isEmpty()) {
      getStyleClass().add("cv-tone-" + style);
    }
    if (said.length() > 14) {
      if (whole == null) {
        whole = new Tooltip();
        setTooltip(whole);
      }
      whole.setText(said);
    } else if (whole != null) {
      setTooltip(null);
      whole = null;
    }
    fill(item);
  }

  /** Adds what is not text. */
  protected void fill(R item) {}
}
