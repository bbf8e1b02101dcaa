package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.HttpRow;
import dev.culvert.app.view.HttpScope;
import dev.culvert.app.window.kit.SaveDialog;
import dev.culvert.uitests.script.Attached;
import dev.culvert.uitests.script.HttpTalk;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP screen. */
class HttpSpec {
  private final ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));

  @TempDir private Path directory;

  @Test
  void isOffUntilSomebodyTurnsItOnAndSaysWhileItIsOn() {
    helper.scriptedInspect().packets(HttpTalk.story());
    try (Open open = screen()) {
      assertThat(Specs.texts(open.scene().getRoot()))
          .contains("HTTP is not looked into", "Turn on for orders");
      assertThat(helper.scriptedInspect().recording()).isFalse();
      assertThat(rows(open)).isZero();
      press(open, "Turn on for orders");
      Fx.await("requests to the attached workload", () -> rows(open) == 7);
      assertThat(helper.scriptedInspect().recording()).isTrue();
      Fx.frames(3);
      assertThat(Specs.texts(open.find("#http")))
          .contains("GET", "/v1/orders?state=open&limit=20", "201", "404", "500");
      assertThat(Specs.texts(open.find("#http-strip")))
          .anyMatch(said -> said.startsWith("Looking into HTTP of orders until"));
      open.click("#http-stop");
      Fx.await("it is off", () -> !open.model().http().on());
      assertThat(helper.scriptedInspect().recording()).isFalse();
      helper.scriptedInspect().packets(HttpTalk.story());
      Fx.frames(3);
      assertThat(rows(open)).as("what comes later is not read").isEqualTo(7);
    }
  }

  @Test
  void secretsAreMaskedUntilTheyAreAskedForAndTheBodyIsLaidOut() {
    helper.scriptedInspect().packets(HttpTalk.story());
    try (Open open = screen()) {
      press(open, "Turn on for orders");
      Fx.await("requests", () -> rows(open) == 7);
      select(open, 2);
      TextArea body = (TextArea) open.find("#http-body-request");
      Fx.await(
          "the body",
          () ->
              body.getText()
                  .equals(
                      """
                      {
                        "sku": "tea-42",
                        "count": 3,
                        "gift": true
                      }\
                      """));
      assertThat(Specs.texts(open.find("#http-request")))
          .contains("Authorization", "••••••••", "application/json")
          .doesNotContain("Bearer eyJhbGciOiJFUzI1NiJ9.story", "session=9f2c");
      open.click("#http-secrets-request");
      assertThat(Specs.texts(open.find("#http-request")))
          .contains("Bearer eyJhbGciOiJFUzI1NiJ9.story", "session=9f2c");
      assertThat(Specs.texts(open.find("#http-answer"))).contains("session=9f2d; Secure");
      select(open, 1);
      select(open, 2);
      assertThat(Specs.texts(open.find("#http-request")))
          .as("another request is another question")
          .doesNotContain("session=9f2c");
    }
  }

  @Test
  void callsOfGrpcAreReadOutOfHttp2AndSayHowTheyEnded() {
    helper.scriptedInspect().packets(HttpTalk.story());
    try (Open open = screen()) {
      press(open, "Turn on for orders");
      Fx.await("requests", () -> rows(open) == 7);
      Fx.frames(3);
      assertThat(Specs.texts(open.find("#http")))
          .contains("/shop.v1.Orders/Get", "/shop.v1.Orders/Cancel", "gRPC 5", "orders.shop:8080")
          .doesNotContain("HTTP/2 since");
      select(open, 7);
      Fx.await("its detail", () -> Specs.texts(open.find("#http-answer")).contains("grpc-status"));
      assertThat(Specs.texts(open.find("#http-request")))
          .contains("POST /shop.v1.Orders/Cancel HTTP/2", "application/grpc");
      assertThat(Specs.texts(open.find("#http-answer"))).contains("HTTP/2 200");
    }
  }

  @Test
  void anArchiveHoldsWhatIsShownWithoutSecrets() throws Exception {
    helper.scriptedInspect().packets(HttpTalk.story());
    Path file = directory.resolve("requests.har");
    try (Open open = screen()) {
      open.scene()
          .getProperties()
          .put(SaveDialog.class, (SaveDialog) (owner, name, kind, suffix) -> Optional.of(file));
      press(open, "Turn on for orders");
      Fx.await("requests", () -> rows(open) == 7);
      Fx.run(() -> open.model().http().table().filter().set("status:201"));
      Fx.await("one", () -> open.model().http().table().picture().get().passed() == 1);
      Fx.run(() -> ((MenuButton) open.find("#http-save")).getItems().getFirst().fire());
      Fx.await(
          "it is saved", () -> open.model().http().looking().get().problem().contains("1 request"));
    }
    JsonNode entries = new JsonMapper().readTree(file.toFile()).get("log").get("entries");
    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).get("request").get("url").asString())
        .isEqualTo("http://orders.shop/v1/orders");
    assertThat(entries.get(0).get("response").get("status").asInt()).isEqualTo(201);
    assertThat(Files.readString(file)).doesNotContain("Bearer", "9f2c");
  }

  @Test
  void whatIsNotShownIsSaid() {
    helper.scriptedInspect().packets(HttpTalk.story());
    try (Open open = screen()) {
      Fx.run(() -> open.model().http().start(HttpScope.EVERYTHING));
      Fx.await("requests", () -> rows(open) == 8);
      Fx.await(
          "it is said",
          () ->
              Specs.texts(open.find("#http-strip")).stream()
                  .anyMatch(said -> said.contains("1 connection speaks HTTP/2")));
    }
  }

  private Open screen() {
    helper.scriptedAttach().attachments(Attached.story());
    Open open = Specs.open(Story.cluster("dev-eu"), helper);
    Specs.awaitCondition(open, Condition.CONNECTED);
    Fx.keys(KeyCode.CONTROL, KeyCode.DIGIT4);
    Fx.await("the screen", () -> open.model().screen().get() == Screen.HTTP);
    Fx.frames(3);
    return open;
  }

  private static void press(Open open, String words) {
    Fx.run(() ->
        Specs.all(open.scene().getRoot()).stream()
            .filter(node -> node instanceof Button button && words.equals(button.getText()))
            .map(Button.class::cast)
            .findFirst()
            .orElseThrow()
            .fire());
  }

  private static int rows(Open open) {
    return open.model().http().table().picture().get().total();
  }

  private static void select(Open open, long number) {
    Fx.run(() -> {
      HttpRow wanted =
          open.model().http().table().picture().get().rows().stream()
              .filter(row -> row.id() == number)
              .findFirst()
              .orElseThrow();
      open.model().http().selected().set(wanted);
    });
    Fx.await("the detail", () -> open.find("#http-detail").isVisible());
    Fx.frames(2);
  }
}
