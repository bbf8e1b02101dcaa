package dev.culvert.app.window.workloads;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.Units;
import dev.culvert.app.view.WorkloadsModel;
import dev.culvert.app.window.kit.Kit;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;

/** Filters that are often wanted: a press puts one into the field, where it can be read. */
final class QuickFilters extends HBox {
  private final WorkloadsModel workloads;
  private final Button notReady = chip("ready:no");
  private final Button favourites = chip("is:favourite");

  QuickFilters(WorkloadsModel workloads) {
    super(8);
    this.workloads = workloads;
    setAlignment(Pos.CENTER_LEFT);
    setMinWidth(USE_PREF_SIZE);
    getChildren().addAll(notReady, favourites);
    workloads.picture().addListener((o, was, is) -> show());
    workloads.filter().addListener((o, was, is) -> show());
    show();
  }

  private Button chip(String term) {
    Button chip = new Button();
    chip.getStyleClass().setAll("cv-chip", "cv-chip-word");
    chip.setAccessibleRole(AccessibleRole.TOGGLE_BUTTON);
    chip.setMinWidth(USE_PREF_SIZE);
    chip.setOnAction(e -> toggle(term));
    Kit.tip(chip, text("workloads.quick.tip", term));
    return chip;
  }

  private void toggle(String term) {
    String now = workloads.filter().get().trim();
    workloads
        .filter()
        .set(
            has(term)
                ? (" " + now + " ").replace(" " + term + " ", " ").trim()
                : (now + " " + term).trim());
  }

  private boolean has(String term) {
    return (" " + workloads.filter().get() + " ").contains(" " + term + " ");
  }

  private void show() {
    WorkloadsModel.Picture now = workloads.picture().get();
    notReady.setText(text("workloads.quick.not-ready", Units.count(now.notReady())));
    favourites.setText(text("workloads.quick.favourites", Units.count(now.starred())));
    Kit.pick(notReady, "cv-chip-is-", has("ready:no") ? "on" : "off");
    // Stars of namespaces stand beside it: a nought here would seem to contradict them.
    Kit.show(favourites, now.starred() > 0 || has("is:favourite"));
    Kit.pick(favourites, "cv-chip-is-", has("is:favourite") ? "on" : "off");
  }
}
