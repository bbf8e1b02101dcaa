package dev.culvert.uitests;

import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Settings;
import dev.culvert.uitests.script.Story;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.text.TextFlow;

/** What the specs have in common. */
final class Specs {
  private Specs() {}

  static Open open(Contexts contexts, HelperClient helper) {
    return open(contexts, helper, "dev-eu");
  }

  static Open open(Contexts contexts, HelperClient helper, String context) {
    Settings settings =
        new Settings(
            Map.of("look", "light", "namespaces." + context, "shop,payments"), ignored -> {});
    return Open.window(
        contexts, helper, settings, InstantSource.fixed(Story.NOW), context, 1000, 1000);
  }

  static void awaitCondition(Open open, Condition condition) {
    Fx.await(condition.key(), () -> open.model().connection().condition() == condition);
    Fx.frames(3);
  }

  /** Everything that is seen below a node. */
  static List<Node> all(Node root) {
    List<Node> found = new ArrayList<>();
    collect(root, found);
    return found;
  }

  private static void collect(Node node, List<Node> found) {
    if (!node.isVisible()) {
      return;
    }
    found.add(node);
    if (node instanceof Parent parent) {
      parent.getChildrenUnmodifiable().forEach(child -> collect(child, found));
    }
  }

  /** Every text that is seen below a node. */
  static List<String> texts(Node root) {
    return Fx.on(() -> {
      List<String> texts = new ArrayList<>();
      for (Node node : all(root)) {
        if (node instanceof Labeled label && label.getText() != null) {
          texts.add(label.getText());
        } else if (node instanceof TextFlow flow && flow.getAccessibleText() != null) {
          texts.add(Messages.plain(flow.getAccessibleText()));
        }
      }
      return texts;
    });
  }
}
