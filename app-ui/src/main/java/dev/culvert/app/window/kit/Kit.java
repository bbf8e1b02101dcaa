package dev.culvert.app.window.kit;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;
import org.kordamp.ikonli.javafx.FontIcon;

/** Small parts, made the same way everywhere. */
public final class Kit {
  /** Pixels of an em: the size of body text at 100 %. */
  private static final double BODY = 13;

  private Kit() {}

  /** An icon that says nothing by itself. */
  public static FontIcon icon(String name, int size, String... styles) {
    FontIcon icon = new FontIcon(name);
    // Primer gives every icon one size; a rule of the scene's own is needed to win over it.
    icon.setIconSize(size);
    icon.getStyleClass().add("cv-i" + size);
    icon.getStyleClass().addAll(styles);
    icon.setMouseTransparent(true);
    return icon;
  }

  /**
   * An icon in a box of fixed width, so that what stands beside it does not move. The box grows
   * with the icon, which grows with the text.
   */
  public static StackPane boxed(FontIcon icon, double width) {
    StackPane box = new StackPane(icon);
    var wide = icon.iconSizeProperty().multiply(width / icon.getIconSize());
    box.minWidthProperty().bind(wide);
    box.prefWidthProperty().bind(wide);
    box.maxWidthProperty().bind(wide);
    box.minHeightProperty().bind(icon.iconSizeProperty());
    box.prefHeightProperty().bind(icon.iconSizeProperty());
    box.setMaxHeight(Region.USE_PREF_SIZE);
    return box;
  }

  /** A text. */
  public static Label label(String text, String... styles) {
    Label label = new Label(text);
    label.getStyleClass().addAll(styles);
    return label;
  }

  /** A button with a word. */
  public static Button button(String text, String... styles) {
    Button button = new Button(text);
    button.getStyleClass().addAll("cv-button");
    button.getStyleClass().addAll(styles);
    button.setMinWidth(Region.USE_PREF_SIZE);
    return button;
  }

  /** A button that is only an icon; its name is its tooltip too. */
  public static Button iconButton(String icon, int size, String name) {
    Button button = new Button("", icon(icon, size));
    button.getStyleClass().add("cv-icon-button");
    button.setAccessibleText(name);
    tip(button, name);
    return button;
  }

  /** A link in a sentence or at its end. */
  public static Button link(String text) {
    Button link = new Button(text);
    link.getStyleClass().add("cv-link");
    link.setMinWidth(Region.USE_PREF_SIZE);
    return link;
  }

  /** A key's cap; decoration. */
  public static Label key(String text) {
    Label key = label(text, "cv-key");
    key.setMinWidth(Region.USE_PREF_SIZE);
    key.setMouseTransparent(true);
    return key;
  }

  /** Says more on hover. */
  public static void tip(Node node, String text) {
    if (text.isEmpty()) {
      Tooltip.uninstall(node, null);
      return;
    }
    Tooltip tip = new Tooltip(text);
    tip.setShowDelay(Duration.millis(500));
    tip.setWrapText(true);
    tip.setMaxWidth(420);
    Tooltip.install(node, tip);
  }

  /** What takes the room that is left. */
  public static Region spring() {
    Region spring = new Region();
    HBox.setHgrow(spring, Priority.ALWAYS);
    spring.setMinWidth(0);
    return spring;
  }

  /** A thin upright line. */
  public static Region rule() {
    Region rule = new Region();
    rule.getStyleClass().add("cv-rule");
    rule.setMinSize(1, 28);
    rule.setPrefSize(1, 28);
    rule.setMaxSize(1, 28);
    return rule;
  }

  /**
   * Empties a cell. What it draws is hidden and not taken out: a table empties its cells and fills
   * them again at every change of its length, and what is put into a scene has all of its style
   * looked up anew.
   */
  public static void empty(Labeled cell) {
    cell.setText(null);
    Node graphic = cell.getGraphic();
    if (graphic != null) {
      graphic.setVisible(false);
    }
  }

  /**
   * A style that gives a region a size which grows with the text.
   *
   * @param property {@code max-width} and the like
   * @param pixels at 100 %
   */
  public static String em(String property, double pixels) {
    return "-fx-%s: %sem;".formatted(property, pixels / BODY);
  }

  /** Whether a node takes room and is seen. */
  public static void show(Node node, boolean shown) {
    node.setVisible(shown);
    node.setManaged(shown);
  }

  /**
   * As the other, for what most windows never show: it is not in the scene before the first time,
   * and costs it neither style nor layout until then.
   *
   * @param at its place among the children that are there then
   */
  public static void show(Pane parent, int at, Node node, boolean shown) {
    if (shown && node.getParent() == null) {
      parent.getChildren().add(Math.min(at, parent.getChildren().size()), node);
    }
    show(node, shown);
  }

  /** Replaces the one style class of a group by another of it. */
  public static void pick(Node node, String prefix, String value) {
    String wanted = value.isEmpty() ? "" : prefix + value;
    String there = "";
    for (String style : node.getStyleClass()) {
      if (style.startsWith(prefix)) {
        there = style;
      }
    }
    // A class that is taken away and put back has the toolkit look up all of the node's style anew.
    if (!there.equals(wanted)) {
      node.getStyleClass().removeIf(style -> style.startsWith(prefix));
      if (!wanted.isEmpty()) {
        node.getStyleClass().add(wanted);
      }
    }
  }
}
