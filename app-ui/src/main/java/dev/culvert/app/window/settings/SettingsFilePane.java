package dev.culvert.app.window.settings;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.Host;
import dev.culvert.app.window.kit.CopyButton;
import dev.culvert.app.window.kit.Kit;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;

/** The settings' file: where it is, what in it is wrong or not known, a copy out, a copy in. */
final class SettingsFilePane {
  private final AppModel model;
  private final Host host;

  SettingsFilePane(AppModel model, Host host) {
    this.model = model;
    this.host = host;
  }

  Node content() {
    VBox all = new VBox(16);
    Label words = Kit.label(text("settings.file.text"), "cv-small", "cv-muted");
    words.setWrapText(true);
    all.getChildren().add(words);
    host.settingsFile()
        .map(Path::toString)
        .ifPresent(path -> all.getChildren().add(new HBox(CopyButton.of(path, model.bench()))));
    Button take = Kit.button(text("settings.import"), "cv-outlined");
    take.setOnAction(e -> {
      File chosen = chooser("settings.import").showOpenDialog(take.getScene().getWindow());
      if (chosen != null) {
        host.importSettings(chosen.toPath());
      }
    });
    Button give = Kit.button(text("settings.export"), "cv-outlined");
    give.setOnAction(e -> {
      FileChooser chooser = chooser("settings.export");
      chooser.setInitialFileName("culvert-window.properties");
      File chosen = chooser.showSaveDialog(give.getScene().getWindow());
      if (chosen != null) {
        host.exportSettings(chosen.toPath());
      }
    });
    boolean kept = host.settingsFile().isPresent();
    take.setDisable(!kept);
    give.setDisable(!kept);
    all.getChildren().add(new HBox(8, take, give));
    Map<String, String> wrong = model.settings().wrong();
    if (!wrong.isEmpty()) {
      all.getChildren().add(list(text("settings.wrong.title"), List.copyOf(wrong.values()), true));
    }
    List<String> unknown = model.settings().unknown();
    if (!unknown.isEmpty()) {
      all.getChildren().add(list(text("settings.unknown.title"), unknown, false));
    }
    return all;
  }

  private static Node list(String title, List<String> lines, boolean bad) {
    VBox box = new VBox(4, Kit.label(title, "cv-md"));
    for (String line : lines) {
      Label label = Kit.label(line, bad ? "cv-small" : "cv-mono", bad ? "cv-plain" : "cv-muted");
      label.setWrapText(true);
      if (bad) {
        label.setGraphic(Kit.icon("mdi2a-alert-outline", 14, "cv-tone-warning"));
      }
      box.getChildren().add(label);
    }
    return box;
  }

  private static FileChooser chooser(String title) {
    FileChooser chooser = new FileChooser();
    chooser.setTitle(text(title));
    chooser
        .getExtensionFilters()
        .add(new FileChooser.ExtensionFilter(text("settings.file.kind"), "*.properties"));
    return chooser;
  }
}
