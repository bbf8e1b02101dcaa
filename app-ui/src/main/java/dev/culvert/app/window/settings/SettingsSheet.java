package dev.culvert.app.window.settings;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.ContextItem;
import dev.culvert.app.view.Host;
import dev.culvert.app.view.OverlapWords;
import dev.culvert.app.view.Setting;
import dev.culvert.app.view.Setting.Section;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.SheetLayer;
import java.util.EnumMap;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** The settings: sections at the start, what belongs to one at the end. A change counts at once. */
public final class SettingsSheet {
  private final AppModel model;
  private final SheetLayer layer;
  private final SettingRows rows;
  private final SettingsFilePane file;
  private final Map<Section, Button> buttons = new EnumMap<>(Section.class);
  private final VBox page = new VBox();
  private final ScrollPane scroll = new ScrollPane(page);

  /** Nothing is shown before {@link #open}. */
  public SettingsSheet(AppModel model, SheetLayer layer, Host host, Colors colors) {
    this.model = model;
    this.layer = layer;
    this.rows = new SettingRows(model, host, colors);
    this.file = new SettingsFilePane(model, host);
    scroll.setFitToWidth(true);
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    scroll.getStyleClass().add("cv-sheet-scroll");
    page.getStyleClass().add("cv-sheet-body");
    HBox.setHgrow(scroll, Priority.ALWAYS);
  }

  /** Opens it at a section. */
  public void open(Section section) {
    VBox list = new VBox(2);
    list.getStyleClass().add("cv-settings-list");
    list.setMinWidth(200);
    list.setMaxWidth(200);
    for (Section each : Section.values()) {
      list.getChildren().add(button(each));
    }
    HBox middle = new HBox(list, scroll);
    VBox.setVgrow(middle, Priority.ALWAYS);
    middle.setMinHeight(0);
    VBox box = SheetLayer.sheet(880, 680, text("settings.title"));
    box.setId("settings");
    box.getChildren().addAll(layer.head(text("settings.title")), middle);
    show(section);
    Button first = buttons.get(section);
    layer.open(box, first == null ? scroll : first);
  }

  private Button button(Section section) {
    FontIcon icon = Kit.icon(section.icon(), 18, "cv-nav-icon");
    HBox line = new HBox(10, Kit.boxed(icon, 18), Kit.label(section.title(), "cv-nav-word"));
    line.setAlignment(Pos.CENTER_LEFT);
    line.setMouseTransparent(true);
    Button button = new Button();
    button.getStyleClass().setAll("cv-nav");
    button.setGraphic(line);
    button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    button.setAlignment(Pos.CENTER_LEFT);
    button.setMaxWidth(Double.MAX_VALUE);
    button.setAccessibleText(section.title());
    button.setId("settings-" + section.name().toLowerCase(java.util.Locale.ROOT));
    button.setOnAction(e -> show(section));
    buttons.put(section, button);
    return button;
  }

  private void show(Section section) {
    buttons.forEach((each, button) -> Kit.pick(button, "cv-chosen-", each == section ? "yes" : ""));
    page.getChildren().setAll(Kit.label(section.title(), "cv-h2", "cv-settings-title"));
    switch (section) {
      case CONTEXTS -> model.contexts().get().forEach(this::context);
      case NETWORK, DNS -> {
        page.getChildren().add(Kit.label(text("settings.per-context"), "cv-small", "cv-muted"));
        model.contexts().get().forEach(item -> perContext(section, item));
      }
      case FILE -> page.getChildren().add(file.content());
      case SHORTCUTS -> {
        plain(section);
        page.getChildren().add(ShortcutsSheet.table());
      }
      default -> plain(section);
    }
    if (section == Section.GENERAL) {
      page.getChildren().add(firstSteps());
    }
    scroll.setVvalue(0);
  }

  private void plain(Section section) {
    Setting.ALL.stream()
        .filter(setting -> setting.section() == section)
        .forEach(setting -> page.getChildren().add(rows.of(setting, setting.key())));
  }

  private void perContext(Section section, ContextItem item) {
    page.getChildren().add(rows.head(item));
    Setting.ALL.stream()
        .filter(setting -> setting.section() == section)
        .forEach(setting -> {
          page.getChildren().add(rows.of(setting, setting.of(item)));
          if (setting.key().equals("context.*.overlap")) {
            OverlapWords.of(model.connection().state().get(), item)
                .forEach(words -> page.getChildren().add(SettingRows.told(words)));
          }
        });
  }

  private void context(ContextItem item) {
    page.getChildren().addAll(rows.head(item), rows.color(item), rows.production(item));
  }

  private Node firstSteps() {
    Button again = Kit.button(text("settings.first-steps.button"), "cv-outlined");
    again.setOnAction(e -> {
      layer.close();
      model.firstRun().begin();
    });
    return SettingRows.row(
        text("settings.first-steps"), text("settings.first-steps.text"), "", "", again);
  }
}
