package dev.culvert.app.window.kit;

import static dev.culvert.app.view.Messages.text;

import javafx.animation.FadeTransition;
import javafx.beans.value.ChangeListener;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/**
 * Where sheets open, one at a time: above everything but the band, with the rest dimmed. The focus
 * stays in the sheet, Esc and a press beside it close it, and the focus goes back to where it was.
 */
public final class SheetLayer extends StackPane {
  private final Motion motion;
  private final Region scrim = new Region();
  private final Region shadow = new Region();
  private final StackPane place =
      new StackPane() {
        @Override
        protected void layoutChildren() {
          super.layoutChildren();
          Region now = sheet;
          if (now != null) {
            shadow.resizeRelocate(
                now.getLayoutX(), now.getLayoutY(), now.getWidth(), now.getHeight());
          }
        }
      };
  private final ChangeListener<Node> keep = (o, was, is) -> keepFocus(is);
  private @Nullable Region sheet;
  private @Nullable Node before;
  private Runnable onClose = () -> {};

  /** Nothing is open. */
  public SheetLayer(Motion motion) {
    this.motion = motion;
    scrim.getStyleClass().add("cv-scrim");
    scrim.setOnMousePressed(e -> close());
    place.setPickOnBounds(false);
    place.setPadding(new Insets(16));
    // A node of its own that never changes, kept as a picture. As an effect of the sheet it would
    // be
    // made anew, and all of the sheet with it, for each letter that somebody types; where no
    // graphics card draws, that takes a third of a second.
    shadow.getStyleClass().add("cv-sheet-shadow");
    shadow.setManaged(false);
    shadow.setMouseTransparent(true);
    shadow.setCache(true);
    getChildren().addAll(scrim, place);
    addEventHandler(
        KeyEvent.KEY_PRESSED,
        e -> {
          if (e.getCode() == KeyCode.ESCAPE) {
            close();
          }
          // What was pressed in a sheet is not for the window below it.
          e.consume();
        });
    Kit.show(this, false);
  }

  /** Whether a sheet is open. */
  public boolean open() {
    return sheet != null;
  }

  /** Opens one in the middle. */
  public void open(Region next, Node focus) {
    open(next, focus, Pos.CENTER, () -> {});
  }

  /**
   * Opens one.
   *
   * @param focus gets the focus
   * @param closed runs when it is closed
   */
  public void open(Region next, Node focus, Pos where, Runnable closed) {
    if (sheet == null && getScene() != null) {
      before = getScene().getFocusOwner();
      getScene().focusOwnerProperty().addListener(keep);
    }
    sheet = next;
    onClose = closed;
    next.getStyleClass().add("cv-sheet");
    StackPane.setAlignment(next, where);
    place.getChildren().setAll(shadow, next);
    Kit.show(this, true);
    focus.requestFocus();
    fade(0, 1, 180);
  }

  /** Closes what is open. */
  public void close() {
    if (sheet == null) {
      return;
    }
    sheet = null;
    if (getScene() != null) {
      getScene().focusOwnerProperty().removeListener(keep);
    }
    place.getChildren().clear();
    Kit.show(this, false);
    onClose.run();
    Node back = before;
    before = null;
    if (back != null && back.getScene() != null) {
      back.requestFocus();
    }
  }

  private void fade(double from, double to, double millis) {
    if (motion.reduced()) {
      setOpacity(to);
      return;
    }
    FadeTransition fade = new FadeTransition(motion.of(millis), this);
    fade.setFromValue(from);
    fade.setToValue(to);
    fade.play();
  }

  private void keepFocus(@Nullable Node owner) {
    for (Node node = owner; node != null; node = node.getParent()) {
      if (node.equals(place)) {
        return;
      }
    }
    Region now = sheet;
    if (now != null) {
      Node first = firstFocusable(now);
      if (first != null) {
        first.requestFocus();
      }
    }
  }

  private static @Nullable Node firstFocusable(Node node) {
    if (!node.isVisible()) {
      return null;
    }
    if (node.isFocusTraversable() && !node.isDisabled()) {
      return node;
    }
    if (node instanceof Parent parent) {
      for (Node child : parent.getChildrenUnmodifiable()) {
        Node found = firstFocusable(child);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** A sheet's head: its title, and the button that closes it. */
  public Region head(String title) {
    Button close = Kit.iconButton("mdi2c-close", 18, text("sheet.close"));
    close.setOnAction(e -> close());
    javafx.scene.layout.HBox head =
        new javafx.scene.layout.HBox(8, Kit.label(title, "cv-h1"), Kit.spring(), close);
    head.setAlignment(Pos.CENTER_LEFT);
    head.getStyleClass().add("cv-sheet-head");
    return head;
  }

  /**
   * A sheet of a fixed size, which grows with the text as far as the window has room.
   *
   * @param height or {@link Region#USE_COMPUTED_SIZE}
   */
  public static VBox sheet(double width, double height, String name) {
    VBox box = new VBox();
    size(box, width, height);
    box.setAccessibleText(name);
    return box;
  }

  /** Gives a sheet its size, as {@link #sheet}. */
  public static void size(Region box, double width, double height) {
    String size = Kit.em("pref-width", width) + Kit.em("max-width", width);
    if (height > 0) {
      size += Kit.em("pref-height", height) + Kit.em("max-height", height);
    }
    box.setStyle(size);
    if (height < 0) {
      box.setMaxHeight(USE_PREF_SIZE);
    }
  }
}
