package dev.culvert.app.window.kit;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.FilterToken;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/**
 * The field above a table. A term that is typed to its end, and a space, becomes a token that can
 * be taken out with a click; Backspace makes the last one text again. Esc clears the field, and
 * once more leaves it.
 */
public final class FilterField extends HBox {
  private final StringProperty filter;
  private final TextField field = new TextField();
  private final HBox chips = new HBox(4);
  private final List<String> tokens = new ArrayList<>();
  private final Runnable leave;
  private boolean telling;

  /**
   * @param leave takes the focus when it is left
   */
  public FilterField(StringProperty filter, String prompt, String name, Runnable leave) {
    this.filter = filter;
    this.leave = leave;
    getStyleClass().add("cv-filter");
    setAlignment(Pos.CENTER_LEFT);
    setMinWidth(120);
    setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(this, Priority.ALWAYS);
    HBox.setHgrow(field, Priority.ALWAYS);
    field.getStyleClass().add("cv-filter-text");
    field.setPromptText(prompt);
    field.setAccessibleText(name);
    field.setMinWidth(60);
    field.setPrefWidth(60);
    chips.setAlignment(Pos.CENTER_LEFT);
    chips.setMinWidth(0);
    Kit.show(chips, false);
    Label key = Kit.key("/");
    getChildren().addAll(Kit.icon("mdi2f-filter-variant", 16, "cv-subtle"), chips, field, key);
    field
        .focusedProperty()
        .addListener((o, was, is) -> {
          Kit.pick(this, "cv-focus-", is ? "in" : "");
          Kit.show(key, !is);
        });
    field.textProperty().addListener((o, was, is) -> typed(is));
    filter.addListener((o, was, is) -> {
      if (!telling) {
        take(is);
      }
    });
    setOnMouseClicked(e -> field.requestFocus());
    field.addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
    take(filter.get());
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

  private void onKey(KeyEvent e) {
    switch (e.getCode()) {
      case KeyCode.ESCAPE -> {
        if (field.getText().isEmpty() && tokens.isEmpty()) {
          leave.run();
        } else {
          filter.set("");
        }
        e.consume();
      }
      case KeyCode.DOWN, KeyCode.ENTER -> {
        leave.run();
        e.consume();
      }
      case KeyCode.BACK_SPACE -> {
        if (field.getCaretPosition() == 0
            && field.getSelection().getLength() == 0
            && !tokens.isEmpty()) {
          String last = tokens.removeLast();
          show();
          field.setText(last + field.getText());
          field.positionCaret(last.length());
          e.consume();
        }
      }
      default -> {}
    }
  }

  /** What is typed to its end becomes tokens. */
  private void typed(String text) {
    if (telling) {
      return;
    }
    List<FilterToken> words = FilterToken.all(text);
    int done = words.size();
    if (done > 0 && words.getLast().end() == text.length()) {
      done--;
    }
    if (done > 0) {
      words.subList(0, done).forEach(word -> tokens.add(word.text()));
      show();
      String rest = done < words.size() ? words.getLast().text() : "";
      telling = true;
      field.setText(rest);
      field.positionCaret(rest.length());
      telling = false;
    }
    tell();
  }

  private void tell() {
    telling = true;
    String before = String.join(" ", tokens);
    String rest = field.getText().strip();
    filter.set(before.isEmpty() || rest.isEmpty() ? before + rest : before + " " + rest);
    telling = false;
  }

  /** The filter was set by something else: a click on a value, a button. */
  private void take(String source) {
    tokens.clear();
    FilterToken.all(source).forEach(token -> tokens.add(token.text()));
    show();
    telling = true;
    field.clear();
    telling = false;
  }

  private void show() {
    chips.getChildren().clear();
    for (String token : List.copyOf(tokens)) {
      Button chip = new Button(token, Kit.icon("mdi2c-close", 12));
      chip.getStyleClass()
          .addAll("cv-token", token.startsWith("!") ? "cv-token-not" : "cv-token-is");
      chip.setContentDisplay(javafx.scene.control.ContentDisplay.RIGHT);
      chip.setAccessibleText(text("filter.token.remove", token));
      chip.setMinWidth(36);
      chip.setOnAction(e -> {
        tokens.remove(token);
        show();
        tell();
        field.requestFocus();
      });
      chips.getChildren().add(chip);
    }
    Kit.show(chips, !tokens.isEmpty());
  }
}
