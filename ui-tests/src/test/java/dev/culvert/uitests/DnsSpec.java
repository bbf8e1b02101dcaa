package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.Messages;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import dev.culvert.uitests.script.Talk;
import java.util.Locale;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** The DNS screen. */
class DnsSpec {

  @Test
  void listsQueriesAndShowsTheLadderOfOne() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = screen(helper)) {
      helper.queries(Talk.queries());
      Fx.await("queries", () -> open.model().dns().table().picture().get().total() == 18);
      Fx.frames(3);
      assertThat(Specs.texts(open.find("#dns"))).contains("NXDOMAIN", "NODATA", "SERVFAIL");
      Fx.run(() ->
          open.model().dns().table().picture().get().rows().stream()
              .filter(row -> row.query().getCode().equals("NXDOMAIN"))
              .forEach(row -> open.model().dns().selected().set(row)));
      Fx.await("the ladder", () -> open.find("#dns-detail").isVisible());
      assertThat(Specs.texts(open.find("#dns-detail")))
          .contains(
              "Why this answer",
              "This name does not exist (NXDOMAIN).",
              "node asked for sesion-cache.shop, type A",
              "not under the cluster domain cluster.local",
              "the cluster does not know sesion-cache.shop.svc.cluster.local",
              "answered by 192.0.2.53");
    }
  }

  @Test
  void theReasoningIsSaidInTheWindowsLanguage() {
    Messages.use(Locale.GERMAN);
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = screen(helper)) {
      helper.queries(Talk.queries());
      Fx.await("queries", () -> open.model().dns().table().picture().get().total() == 18);
      Fx.run(() ->
          open.model().dns().table().picture().get().rows().stream()
              .filter(row -> row.query().getCode().equals("NXDOMAIN"))
              .forEach(row -> open.model().dns().selected().set(row)));
      Fx.await("the ladder", () -> open.find("#dns-detail").isVisible());
      assertThat(Specs.texts(open.find("#dns-detail")))
          .contains(
              "node fragte nach sesion-cache.shop, Typ A",
              "nicht unter der Domäne des Clusters, cluster.local",
              "der Cluster kennt sesion-cache.shop.svc.cluster.local nicht",
              "192.0.2.53 antwortete")
          .noneMatch(said -> said.contains("not ") || said.contains("the cluster"));
    } finally {
      Messages.use(Locale.ENGLISH);
    }
  }

  @Test
  void aNameCanBeTriedAndItsReasoningOpened() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    helper.names((name, type) ->
        DnsQuery.newBuilder()
            .setName(name)
            .setType(type)
            .setCode("NOERROR")
            .addRecords("10.96.41.7")
            .addReasoning("Two labels, the last is a namespace")
            .setAnsweredBy(DnsQuery.AnsweredBy.ANSWERED_BY_MANAGER)
            .build());
    try (Open open = screen(helper)) {
      Fx.run(() -> open.find("#try-name").requestFocus());
      for (KeyCode key : new KeyCode[] {KeyCode.O, KeyCode.R, KeyCode.D, KeyCode.ENTER}) {
        Fx.keys(key);
      }
      Fx.await("the helper is asked", () -> helper.asked().contains("try ord A"));
      Fx.await("the answer", () -> Specs.texts(open.scene().getRoot()).contains("10.96.41.7"));
      open.click("#try-why");
      Fx.await("the ladder", () -> open.find("#dns-detail").isVisible());
    }
  }

  @Test
  void withoutQueriesItSaysHowToMakeOne() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = screen(helper)) {
      Fx.await("nothing", () -> Specs.texts(open.scene().getRoot()).contains("No name asked yet"));
    }
  }

  private static Open screen(ScriptedHelper helper) {
    Open open = Specs.open(Story.cluster("dev-eu"), helper);
    Specs.awaitCondition(open, Condition.CONNECTED);
    Fx.keys(KeyCode.CONTROL, KeyCode.DIGIT3);
    Fx.await("the screen", () -> open.model().screen().get() == Screen.DNS);
    return open;
  }
}
