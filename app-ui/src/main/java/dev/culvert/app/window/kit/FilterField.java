package dev.culvert.app.window.kit;

import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/** The field above a table. Esc clears it, and once more leaves it. */
public final class FilterField extends HBox {
  private final TextField field = new TextField();

  /**
   * @param leave takes the focus when it is left
   */
  public FilterField(StringProperty filter, String prompt, String name, Runnable leave) {
    getStyleClass().add("cv-filter");
    setAlignment(Pos.CENTER_LEFT);
    setMinWidth(120);
    setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(this, Priority.ALWAYS);
    HBox.setHgrow(field, Priority.ALWAYS);
    field.getStyleClass().add("cv-filter-text");
    field.setPromptText(prompt);
    field.setAccessibleText(name);
    field.setMinWidth(40);
    field.textProperty().bindBidirectional(filter);
    Label key = Kit.key("/");
    getChildren().addAll(Kit.icon("mdi2f-filter-variant", 16, "cv-subtle"), field, key);
    field
        .focusedProperty()
        .addListener((o, was, is) -> {
          Kit.pick(this, "cv-focus-", is ? "in" : "");
          Kit.show(key, !is);
        });
    setOnMouseClicked(e -> field.requestFocus());
    field.addEventFilter(
        KeyEvent.KEY_PRESSED,
        e -> {
          if (e.getCode() == KeyCode.ESCAPE) {
            if (field.getText().isEmpty()) {
              leave.run();
            } else {
              field.clear();
            }
            e.consume();
          } else if (e.getCode() == KeyCode.DOWN || e.getCode() == KeyCode.ENTER) {
            leave.run();
            e.consume();
          }
        });
  }

  /** Puts the cursor into it. */
  public void enter() {
    field.requestFocus();
    field.selectAll();
  }

  /** The text field itself. */
  public TextField field() {
    return field;
  }

  /** Says what can be typed. */
  public void prompt(String text) {
    field.setPromptText(text);
  }
}
