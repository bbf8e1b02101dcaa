package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.Setting.Section;
import dev.culvert.uitests.gallery.Pseudo;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import javafx.geometry.NodeOrientation;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A walk over every screen and sheet: each control has a role and a name. */
class AccessibilitySpec {

  @AfterEach
  void english() {
    Messages.use(Locale.ENGLISH);
  }

  @Test
  void everyControlOfEveryScreenHasARoleAndAName() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    helper.history(Story.history());
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      for (Screen screen : Screen.values()) {
        Fx.run(() -> open.model().screen().set(screen));
        Fx.frames(3);
        assertThat(nameless(open)).as("controls without a name on %s", screen).isEmpty();
      }
      for (Section section : Section.values()) {
        Fx.run(() -> open.window().shell().settings(section.name()));
        Fx.frames(3);
        assertThat(nameless(open)).as("controls without a name in %s", section).isEmpty();
      }
      Fx.run(open.window().shell()::shortcuts);
      assertThat(nameless(open)).as("controls without a name in the shortcuts").isEmpty();
      Fx.run(open.window().shell().sheets()::close);
      Fx.run(() -> open.model().screen().set(Screen.WORKLOADS));
      Workload.Key orders = new Workload.Key(Workload.Kind.DEPLOYMENT, "shop", "orders");
      Fx.run(() -> open.model().cluster().workloads().selected().set(orders));
      open.click("#attach");
      open.click("#way-requests");
      Fx.frames(3);
      assertThat(nameless(open)).as("controls without a name in the attach sheet").isEmpty();
    }
  }

  @Test
  void firstStepsAndFailureHaveNamesToo() {
    ScriptedHelper helper = new ScriptedHelper(Story.failed("dev-eu"));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.FAILED);
      assertThat(nameless(open)).isEmpty();
      Fx.run(() -> open.model().firstRun().begin());
      Fx.frames(3);
      assertThat(nameless(open)).isEmpty();
    }
  }

  /**
   * Forty parts in a hundred longer, and marked, so that a text that is not from a bundle shows.
   */
  @Test
  void aPseudoLanguageReachesTheShellAndNothingIsGlued() {
    ResourceBundle english = ResourceBundle.getBundle("dev.culvert.app.messages", Locale.ENGLISH);
    Messages.use(Locale.ENGLISH, new Pseudo(english));
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      Fx.run(() -> open.window().shell().settings("GENERAL"));
      Fx.frames(3);
      List<String> foreign =
          Specs.texts(open.find("#settings")).stream()
              .filter(text -> !text.isEmpty() && !text.startsWith("["))
              .toList();
      assertThat(foreign).as("texts that no bundle has").isEmpty();
      Region block = (Region) open.find("#state");
      assertThat(block.getWidth()).as("words never move the rates").isEqualTo(224);
    }
  }

  @Test
  void survivesBeingMirrored() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Specs.awaitCondition(open, Condition.CONNECTED);
      Fx.run(() -> open.scene().getRoot().setNodeOrientation(NodeOrientation.RIGHT_TO_LEFT));
      Fx.frames(4);
      Node toggle = open.find("#connect-switch");
      Node settings = open.find("#open-settings");
      double start = Fx.on(() -> toggle.localToScreen(toggle.getBoundsInLocal()).getCenterX());
      double end = Fx.on(() -> settings.localToScreen(settings.getBoundsInLocal()).getCenterX());
      assertThat(start).as("the switch is at the start, which is right").isGreaterThan(end);
    }
  }

  private static List<String> nameless(Open open) {
    return Fx.on(() -> {
      List<String> found = new ArrayList<>();
      for (Node node : Specs.all(open.scene().getRoot())) {
        if (isOurs(node)
            && (name(node) == null || node.getAccessibleRole() == AccessibleRole.NODE)) {
          found.add(node + " in " + node.getParent());
        }
      }
      return found;
    });
  }

  /** What a person works with; not the arrows inside of it. */
  private static boolean isOurs(Node node) {
    return node.isFocusTraversable()
        && (node instanceof ButtonBase
            || node instanceof TextInputControl
            || node instanceof ChoiceBox
            || node instanceof TableView);
  }

  private static @Nullable String name(Node node) {
    if (node.getAccessibleText() != null && !node.getAccessibleText().isBlank()) {
      return node.getAccessibleText();
    }
    return node instanceof Labeled labeled
            && labeled.getText() != null
            && !labeled.getText().isBlank()
        ? labeled.getText()
        : null;
  }
}
