package dev.culvert.uitests.stories;

import dev.culvert.app.view.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableRow;
import javafx.scene.control.TextInputControl;
import javafx.scene.text.TextFlow;
import javafx.stage.Stage;
import javafx.stage.Window;

/** What can be seen of the windows that are open. On JavaFX' thread. */
final class Eye {

  /** The application's window. */
  Window window() {
    return Window.getWindows().stream()
        .filter(each -> each instanceof Stage stage && stage.getOwner() == null)
        .findFirst()
        .orElseThrow(() -> new AssertionError("No window is open"));
  }

  /** What the selector finds, of the window on top first. */
  Optional<Node> find(String selector) {
    for (Window each : List.copyOf(Window.getWindows()).reversed()) {
      if (each.getScene() != null && each.isShowing()) {
        Optional<Node> found = find(each.getScene().getRoot(), selector);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Node> find(Node root, String selector) {
    if (selector.startsWith("\"")) {
      String text = selector.substring(1);
      return all(root).stream()
          .filter(node -> node instanceof Labeled label && text.equals(label.getText()))
          .findFirst();
    }
    return root.lookupAll(selector).stream().filter(Eye::seen).findFirst();
  }

  private static boolean seen(Node node) {
    for (Node at = node; at != null; at = at.getParent()) {
      if (!at.isVisible()) {
        return false;
      }
    }
    return true;
  }

  /** The row of a table in which this text stands. */
  Optional<Node> row(String table, String text) {
    return find(table).stream()
        .flatMap(it -> all(it).stream())
        .filter(node -> node instanceof TableRow<?> row && !row.isEmpty())
        .filter(row -> texts(row).stream().anyMatch(each -> each.contains(text)))
        .findFirst();
  }

  /** Every text that is seen below a node. */
  List<String> texts(Node root) {
    List<String> texts = new ArrayList<>();
    for (Node node : all(root)) {
      switch (node) {
        case Labeled label when label.getText() != null && !label.getText().isEmpty() ->
            texts.add(label.getText());
        case TextFlow flow when flow.getAccessibleText() != null ->
            texts.add(Messages.plain(flow.getAccessibleText()));
        case TextInputControl field when !field.getText().isEmpty() -> texts.add(field.getText());
        default -> {}
      }
    }
    return texts;
  }

  private static List<Node> all(Node root) {
    List<Node> found = new ArrayList<>();
    collect(root, found);
    return found;
  }

  private static void collect(Node node, List<Node> found) {
    if (node.isVisible()) {
      found.add(node);
      if (node instanceof Parent parent) {
        parent.getChildrenUnmodifiable().forEach(child -> collect(child, found));
      }
    }
  }

  /** Scrolls as far as is needed to see it. */
  void reveal(Node node) {
    for (Node at = node.getParent(); at != null; at = at.getParent()) {
      if (at instanceof ScrollPane pane && pane.getContent() != null) {
        Bounds inside = pane.getContent().sceneToLocal(node.localToScene(node.getBoundsInLocal()));
        double room =
            pane.getContent().getBoundsInLocal().getHeight() - pane.getViewportBounds().getHeight();
        if (room > 0) {
          double top = inside.getCenterY() - pane.getViewportBounds().getHeight() / 2;
          pane.setVvalue(Math.clamp(top / room, 0, 1));
        }
      }
    }
  }

  /** Marks what is in a field, so that typing replaces it. */
  void selectAll(Node field) {
    if (!(field instanceof TextInputControl input)) {
      throw new AssertionError("Nothing can be typed into " + field);
    }
    if (!input.isFocused()) {
      throw new AssertionError("A click does not give the focus to " + field);
    }
    input.selectAll();
  }
}
