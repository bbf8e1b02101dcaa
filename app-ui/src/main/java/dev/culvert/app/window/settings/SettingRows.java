package dev.culvert.app.window.settings;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.theme.Tokens;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.ContextItem;
import dev.culvert.app.view.Host;
import dev.culvert.app.view.Setting;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;

/** One row for each setting: its name, what it is for, and the control that changes it. */
final class SettingRows {
  private static final double CONTROL = 248;

  private final AppModel model;
  private final Host host;
  private final Colors colors;

  SettingRows(AppModel model, Host host, Colors colors) {
    this.model = model;
    this.host = host;
    this.colors = colors;
  }

  /** The row of a setting, under this key of the file. */
  Node of(Setting setting, String key) {
    String wrong = model.settings().wrong().getOrDefault(key, "");
    return row(setting.title(), setting.explanation(), key, wrong, control(setting, key));
  }

  /** What has become of a setting, below it. */
  static Node told(String words) {
    Label label = Kit.label(words, "cv-small", "cv-plain");
    label.setWrapText(true);
    label.setGraphic(Kit.icon("mdi2s-swap-horizontal", 14, "cv-muted"));
    label.getStyleClass().add("cv-settings-told");
    return label;
  }

  /** A context's name above its rows. */
  Node head(ContextItem item) {
    Region square = new Region();
    square.setMinSize(12, 12);
    square.setMaxSize(12, 12);
    square.setStyle(
        "-fx-background-radius: 3; -fx-background-color: "
            + Tokens.accent(item.color()).emphasis(colors.dark().get()));
    HBox head = new HBox(8, square, Kit.label(item.name(), "cv-strong"));
    head.setAlignment(Pos.CENTER_LEFT);
    head.getStyleClass().add("cv-settings-context");
    return head;
  }

  /** Whether a context is production. */
  Node production(ContextItem item) {
    Setting setting = Setting.of("context.*.production");
    CheckBox box = new CheckBox();
    box.setSelected(item.production());
    box.setAccessibleText(setting.title() + ", " + item.name());
    box.setId("production-" + item.name());
    box.selectedProperty().addListener((o, was, is) -> model.production(item, is));
    return row(setting.title(), setting.explanation(), setting.of(item), "", box);
  }

  /** Which colour a context has. */
  Node color(ContextItem item) {
    Setting setting = Setting.of("context.*.color");
    HBox swatches = new HBox(4);
    swatches.setAlignment(Pos.CENTER_RIGHT);
    ToggleGroup group = new ToggleGroup();
    for (String name : setting.choices()) {
      ToggleButton swatch = new ToggleButton();
      swatch.getStyleClass().setAll("cv-swatch");
      Region color = new Region();
      color.setMinSize(16, 16);
      color.setMaxSize(16, 16);
      color.setStyle(
          "-fx-background-radius: 4; -fx-background-color: "
              + Tokens.accent(name).emphasis(colors.dark().get()));
      swatch.setGraphic(color);
      swatch.setToggleGroup(group);
      swatch.setSelected(name.equals(item.color()));
      swatch.setAccessibleText(setting.choiceTitle(name) + ", " + item.name());
      swatch.setId("color-" + item.name() + "-" + name);
      Kit.tip(swatch, setting.choiceTitle(name));
      swatch.setOnAction(e -> {
        swatch.setSelected(true);
        model.color(item, name);
      });
      swatches.getChildren().add(swatch);
    }
    boolean brick = item.production();
    swatches.setDisable(brick);
    return row(
        setting.title(),
        brick ? text("setting.context.color.production") : setting.explanation(),
        setting.of(item),
        "",
        swatches);
  }

  private Node control(Setting setting, String key) {
    return switch (setting.kind()) {
      case FLAG -> flag(setting, key);
      case CHOICE -> choice(setting, key);
      case CIDRS, NAME -> field(setting, key);
    };
  }

  private Node flag(Setting setting, String key) {
    CheckBox box = new CheckBox();
    box.setSelected(model.settings().get(setting, key).equals("true"));
    box.setAccessibleText(setting.title());
    box.setId("setting-" + key.replace('.', '-'));
    boolean login = key.equals("general.start-at-login");
    if (login && !host.loginOff().isEmpty()) {
      box.setDisable(true);
      Label why = Kit.label(host.loginOff(), "cv-small", "cv-subtle");
      why.setWrapText(true);
      why.setMaxWidth(CONTROL - 32);
      HBox off = new HBox(8, why, box);
      off.setAlignment(Pos.CENTER_RIGHT);
      return off;
    }
    box.selectedProperty()
        .addListener((o, was, is) -> {
          model.settings().put(key, is.toString());
          if (login) {
            host.login(is);
          }
        });
    return box;
  }

  private Node choice(Setting setting, String key) {
    ChoiceBox<String> box = new ChoiceBox<>();
    box.getItems().setAll(setting.choices());
    box.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(String value) {
            return value == null ? "" : setting.choiceTitle(value);
          }

          @Override
          public String fromString(String said) {
            return said;
          }
        });
    box.setValue(model.settings().get(setting, key));
    box.setPrefWidth(CONTROL);
    box.setAccessibleText(setting.title());
    box.setId("setting-" + key.replace('.', '-'));
    box.valueProperty().addListener((o, was, is) -> model.settings().put(key, is));
    return box;
  }

  /** A text counts when it is right and left, or Enter is pressed. */
  private Node field(Setting setting, String key) {
    TextField field = new TextField(model.settings().get(key, setting.otherwise()));
    field.getStyleClass().add("cv-mono-field");
    field.setPrefWidth(CONTROL);
    field.setAccessibleText(setting.title());
    field.setPromptText(text("setting." + setting.key().replace("*.", "") + ".prompt"));
    field.setId("setting-" + key.replace('.', '-'));
    Label wrong = Kit.label("", "cv-small", "cv-tone-danger");
    wrong.setWrapText(true);
    wrong.setMaxWidth(CONTROL);
    Kit.show(wrong, false);
    Runnable take =
        () -> {
          String value = String.join(",", Setting.parts(field.getText()));
          String what = setting.wrong(value);
          wrong.setText(what);
          Kit.show(wrong, !what.isEmpty());
          if (what.isEmpty()) {
            model.settings().put(key, value);
          }
        };
    field.setOnAction(e -> take.run());
    field
        .focusedProperty()
        .addListener((o, was, is) -> {
          if (!is) {
            take.run();
          }
        });
    VBox both = new VBox(4, field, wrong);
    both.setMaxWidth(CONTROL);
    return both;
  }

  /** The frame of a row: hovering over the name shows the key in the file. */
  static Node row(String title, String words, String key, String wrong, Node control) {
    Label name = Kit.label(title, "cv-md");
    name.setWrapText(true);
    Label why = Kit.label(words, "cv-small", "cv-muted");
    why.setWrapText(true);
    VBox start = new VBox(2, name, why);
    if (!wrong.isEmpty()) {
      Label bad = Kit.label(wrong, "cv-small", "cv-tone-danger");
      bad.setWrapText(true);
      start.getChildren().add(bad);
    }
    start.setMinWidth(0);
    HBox.setHgrow(start, Priority.ALWAYS);
    if (!key.isEmpty()) {
      Kit.tip(start, text("settings.key", key));
    }
    HBox end = new HBox(control);
    end.setAlignment(Pos.CENTER_RIGHT);
    end.setMinWidth(CONTROL);
    HBox row = new HBox(24, start, end);
    row.setAlignment(Pos.CENTER_LEFT);
    row.getStyleClass().add("cv-settings-row");
    return row;
  }
}
