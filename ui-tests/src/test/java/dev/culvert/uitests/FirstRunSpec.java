package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.cluster.ManagerFinding;
import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.FirstRunModel.Step;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.uitests.script.ScriptedCluster;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import javafx.scene.control.RadioButton;
import org.junit.jupiter.api.Test;

/** Helper, cluster, manager, connect. */
class FirstRunSpec {

  @Test
  void goesThroughTheFourStepsAndChangesNothingBeforeTheLast() {
    ScriptedHelper helper = new ScriptedHelper(Story.disconnected());
    ScriptedCluster cluster = Story.cluster("dev-eu");
    try (Open open = Specs.open(cluster, helper)) {
      helper.presence(new Presence.Gone("Nothing listens at the socket.", "Start the service."));
      Fx.await(
          "no helper", () -> open.model().connection().presence().get() instanceof Presence.Gone);
      Fx.run(() -> open.model().firstRun().begin());
      assertThat(Specs.texts(open.find("#first-run")))
          .contains("Start the helper", "Nothing listens at the socket. Start the service.");
      helper.presence(new Presence.Here());
      Fx.await("the second step", () -> open.model().firstRun().open().get() == Step.CLUSTER);
      Fx.run(() -> ((RadioButton) open.find("#first-context-staging-eu")).fire());
      cluster.manager(new ManagerFinding.Missing("culvert"));
      open.click("#first-use");
      Fx.await(
          "the finding",
          () -> Specs.texts(open.find("#first-run")).contains("staging-eu has no manager"));
      cluster.manager(new ManagerFinding.Found("1.0.3", "culvert"));
      Fx.run(() -> open.model().firstRun().search());
      Fx.await("the last step", () -> open.model().firstRun().open().get() == Step.CONNECT);
      assertThat(helper.asked()).as("nothing has changed yet").isEmpty();
      open.click("#first-connect");
      Fx.await("it connects", () -> !helper.asked().isEmpty());
      assertThat(helper.asked().getFirst()).startsWith("connect staging-eu");
      helper.say(Story.connected("staging-eu", 0, 0));
      Fx.await("it is over", () -> open.model().firstRun().open().get() == null);
      assertThat(open.model().firstRun().wanted()).isFalse();
    }
  }

  @Test
  void installsTheManagerAndSaysWhyNot() {
    ScriptedHelper helper = new ScriptedHelper(Story.disconnected());
    ScriptedCluster cluster = Story.cluster("dev-eu");
    try (Open open = Specs.open(cluster, helper)) {
      Fx.await(
          "the helper",
          () -> !open.model().connection().state().get().getHelperVersion().isEmpty());
      Fx.run(() -> open.model().firstRun().begin());
      cluster.manager(new ManagerFinding.Missing("culvert"));
      open.click("#first-use");
      Fx.await("the finding", () -> Specs.texts(open.find("#first-run")).contains("Install it"));
      open.click("#first-install");
      cluster.installs("Deployment culvert/culvert-manager");
      Fx.await(
          "the step",
          () ->
              Specs.texts(open.find("#first-run")).contains("Deployment culvert/culvert-manager"));
      cluster.installed(
          new ManagerFinding.NotInstalled(
              "CUL-I03", "You may not create Roles in culvert.", "Ask for this right."));
      Fx.await(
          "why not",
          () ->
              Specs.texts(open.find("#first-run"))
                  .contains("You may not create Roles in culvert. Ask for this right. (CUL-I03)"));
      assertThat(open.model().firstRun().open().get()).isEqualTo(Step.MANAGER);
      open.click("#first-install");
      cluster.installed(new ManagerFinding.Found("1.0.3", "culvert"));
      Fx.await("the last step", () -> open.model().firstRun().open().get() == Step.CONNECT);
    }
  }

  @Test
  void goesOnWhenAHelperThatWasNeverThereIsStarted() {
    ScriptedHelper helper = new ScriptedHelper(State.getDefaultInstance());
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      helper.presence(new Presence.Gone("Nothing listens at the socket.", "Start the service."));
      Specs.awaitCondition(open, Condition.NO_HELPER);
      Fx.run(() -> open.model().firstRun().begin());
      helper.presence(new Presence.Here());
      Specs.awaitCondition(open, Condition.DISCONNECTED);
      // What it says of itself comes a moment later, and changes nothing in the bar.
      helper.say(Story.disconnected());
      Fx.await("the second step", () -> open.model().firstRun().open().get() == Step.CLUSTER);
    }
  }

  @Test
  void canBeSkippedAndDoesNotComeBack() {
    ScriptedHelper helper = new ScriptedHelper(Story.disconnected());
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      Fx.run(() -> open.model().firstRun().begin());
      assertThat(open.find("#first-run").isVisible()).isTrue();
      open.click("#first-skip");
      Fx.await("gone", () -> !open.find("#first-run").isVisible());
      assertThat(open.model().settings().has("seen.first-steps")).isTrue();
    }
  }
}
