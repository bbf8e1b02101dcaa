package dev.culvert.app.window.shell;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.Parent;
import org.jspecify.annotations.Nullable;

/** F6 goes from one part of the window to the next: bar, side bar, screen. */
final class Regions {
  private final List<Node> regions;

  Regions(Node... regions) {
    this.regions = List.of(regions);
  }

  void next(int step) {
    Node owner = regions.getFirst().getScene().getFocusOwner();
    int at = -1;
    for (int i = 0; i < regions.size(); i++) {
      if (within(owner, regions.get(i))) {
        at = i;
      }
    }
    for (int tried = 1; tried <= regions.size(); tried++) {
      int next = Math.floorMod((at < 0 && step < 0 ? 0 : at) + step * tried, regions.size());
      Node first = first(regions.get(next));
      if (first != null) {
        first.requestFocus();
        return;
      }
    }
  }

  private static boolean within(@Nullable Node node, Node region) {
    for (Node each = node; each != null; each = each.getParent()) {
      if (each.equals(region)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Node first(Node node) {
    if (!node.isVisible() || node.isDisabled()) {
      return null;
    }
    if (node.isFocusTraversable()) {
      return node;
    }
    if (node instanceof Parent parent) {
      for (Node child : parent.getChildrenUnmodifiable()) {
        Node found = first(child);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
