package dev.culvert.app.window.shell;

import dev.culvert.app.window.kit.Kit;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;

/** A small field above a list of the side bar, shown while something is looked for. */
final class SearchField extends TextField {
  SearchField(String name) {
    setPromptText(name);
    setAccessibleText(name);
    getStyleClass().add("cv-side-search");
    Kit.show(this, false);
    setOnKeyPressed(e -> {
      if (e.getCode() == KeyCode.ESCAPE) {
        close();
        e.consume();
      }
    });
  }

  void open() {
    Kit.show(this, true);
    requestFocus();
  }

  void close() {
    clear();
    Kit.show(this, false);
  }
}
