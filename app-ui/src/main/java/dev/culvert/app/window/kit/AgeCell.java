package dev.culvert.app.window.kit;

import java.util.function.Function;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.WeakChangeListener;
import javafx.scene.control.TableCell;
import org.jspecify.annotations.Nullable;

/**
 * A cell whose text changes with time alone.
 *
 * @param <R> a row
 */
public final class AgeCell<R> extends TableCell<R, R> {
  private final Function<R, String> text;
  private final ChangeListener<Number> onTick = (o, was, is) -> say();

  /**
   * @param ticker says when to look at the clock
   */
  public AgeCell(Ticker ticker, Function<R, String> text, String... styles) {
    this.text = text;
    getStyleClass().addAll(styles);
    ticker.seconds().addListener(new WeakChangeListener<>(onTick));
  }

  @Override
  protected void updateItem(@Nullable R item, boolean empty) {
    super.updateItem(item, empty);
    say();
  }

  private void say() {
    R item = getItem();
    String said = item == null || isEmpty() ? null : text.apply(item);
    if (said == null || !said.equals(getText())) {
      setText(said);
    }
  }
}
