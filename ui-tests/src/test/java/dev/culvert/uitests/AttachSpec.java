package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.grpc.GrpcHelperClient;
import dev.culvert.app.kubeconfig.ConnectRequestSource;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.app.view.TrayModel;
import dev.culvert.app.view.TrayPicture;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.Credentials;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import java.nio.file.Path;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TableRow;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person attaches from the window, over a real socket, and detaches. */
class AttachSpec {
  private static final Workload.Key ORDERS =
      new Workload.Key(Workload.Kind.DEPLOYMENT, "shop", "orders");

  @TempDir private Path dir;

  @Test
  void choosesSeesTheCommandAttachesAndDetaches() throws Exception {
    Path socket = dir.resolve("helper.sock");
    Path variables = dir.resolve("orders.env");
    try (SocketHelper helper = new SocketHelper(socket, Story.connected("dev-eu", 0, 0));
        HelperClient client = GrpcHelperClient.openOwn(socket, new NoCredentials());
        Open open = Specs.open(Story.cluster("dev-eu"), client)) {
      look(open);
      assertThat(Specs.texts(open.find("#attachments"))).contains("Nobody is attached.");
      open.click("#attach");
      Fx.await("the sheet", () -> open.window().shell().sheets().open());
      assertThat(Specs.texts(open.find("#attach-sheet")))
          .contains("Attach to orders", "culvert ingest orders -n shop");

      open.click("#way-port");
      Fx.await("jonas is named", () -> said(open).contains("jonas (jonas@mac)"));
      assertThat(open.find("#attach-go").isDisabled()).isTrue();

      open.click("#way-requests");
      type(open, "#attach-ports", "3000:8080");
      Fx.await("nobody is in the way", () -> !open.find("#attach-go").isDisabled());
      press(open);
      Fx.await("what is missing", () -> said(open).contains("Say which requests"));
      type(open, "#attach-header", "x-user");
      type(open, "#attach-value", "mara");
      type(open, "#attach-variables", variables.toString());
      Fx.await("how", () -> said(open).contains("No pod restarts."));
      assertThat(said(open))
          .contains(
              "culvert intercept orders -n shop -p 3000:8080 --header x-user=mara --env-file "
                  + variables)
          .doesNotContain("Say which requests");
      picture(open, "attach");
      press(open);

      Fx.await("the sheet is closed", () -> !open.window().shell().sheets().open());
      Fx.await("it is listed", () -> listed(open).contains("Intercept matching requests"));
      assertThat(listed(open)).contains("3000:8080", "You, Attached");
      assertThat(helper.asked()).hasSize(1);
      assertThat(helper.asked().getFirst().getKind()).isEqualTo(Kind.KIND_INTERCEPT);
      assertThat(variables).hasContent("REGION=eu");
      Fx.await("the table marks it", () -> marked(open) == 1);
      picture(open, "attached");

      open.click("#detach-a1");
      Fx.await("nobody is attached", () -> listed(open).contains("Nobody is attached."));
      Fx.await("no mark in the table", () -> marked(open) == 0);
      open.click("#take-back-button");
      Fx.await("it is listed again", () -> listed(open).contains("Intercept matching requests"));
      assertThat(helper.asked()).hasSize(2);
      assertThat(helper.asked().getLast()).isEqualTo(helper.asked().getFirst());
      Fx.await("nothing to take back", () -> !open.find("#take-back").isVisible());

      TrayModel tray = Fx.on(() -> new TrayModel(open.model(), open.window().shell()));
      assertThat(tray.picture().get().tooltip()).endsWith("connected to dev-eu, 1 attached");
      Fx.run(pressed(tray, "detach.a1"));
      Fx.await("detached by the tray", () -> listed(open).contains("Nobody is attached."));
      assertThat(pressed(tray, "take-back")).isNotNull();
    }
  }

  @Test
  void escGivesTheFocusBackAndWithoutTheRightNothingAttaches() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    try (Open open = Specs.open(Story.cluster("dev-eu"), helper)) {
      look(open);
      open.click("#attach");
      Fx.await("the sheet", () -> open.window().shell().sheets().open());
      assertThat(open.find("#way-ingest").isFocused()).isTrue();
      Fx.keys(KeyCode.ESCAPE);
      Fx.await("no sheet", () -> !open.window().shell().sheets().open());
      Fx.await("the focus is back", () -> open.find("#attach").isFocused());
      helper.say(Story.degraded("dev-eu").toBuilder().setMayChange(false).build());
      Specs.awaitCondition(open, Condition.DEGRADED);
      Fx.await("off", () -> open.find("#attach").isDisabled());
      assertThat(listed(open)).contains("Only the user who installed the helper can attach.");
    }
  }

  private static void look(Open open) {
    Specs.awaitCondition(open, Condition.CONNECTED);
    Fx.await(
        "the workloads", () -> open.model().cluster().workloads().picture().get().shown() == 23);
    Fx.run(() -> open.model().cluster().workloads().selected().set(ORDERS));
    Fx.await("the detail", () -> open.find("#workload-detail").isVisible());
    Fx.frames(3);
  }

  private static void type(Open open, String field, String words) {
    Node node = open.find(field);
    Fx.run(() -> ((TextField) node).setText(words));
  }

  private static void press(Open open) {
    Node go = open.find("#attach-go");
    Fx.run(() -> ((Button) go).fire());
  }

  /** What a press on an entry of the tray's menu does, wherever it stands. */
  private static Runnable pressed(TrayModel tray, String id) {
    return Fx.on(() -> tray.picture().get().menu()).stream()
        .flatMap(entry ->
            entry instanceof TrayPicture.Menu menu ? menu.entries().stream() : Stream.of(entry))
        .filter(entry -> entry instanceof TrayPicture.Item item && item.id().equals(id))
        .map(entry -> ((TrayPicture.Item) entry).run())
        .findFirst()
        .orElseThrow();
  }

  private static long marked(Open open) {
    return Fx.on(() ->
        Specs.all(open.find("#workloads")).stream()
            .filter(node -> node instanceof TableRow)
            .map(Node::getAccessibleText)
            .filter(text -> text != null && text.endsWith("attached by you"))
            .count());
  }

  private static String said(Open open) {
    return String.join("\n", Specs.texts(open.find("#attach-sheet")));
  }

  private static String listed(Open open) {
    return String.join("\n", Specs.texts(open.find("#attachments")));
  }

  /** A picture for whoever wants to look: {@code -Dculvert.pictures=DIR}. */
  private static void picture(Open open, String name) {
    String where = System.getProperty("culvert.pictures", "");
    if (!where.isEmpty()) {
      Fx.picture(open.scene(), Path.of(where, name + ".png"));
    }
  }

  private static final class NoCredentials implements ConnectRequestSource {
    @Override
    public ConnectRequest connectRequest(String context, String namespace) {
      return ConnectRequest.getDefaultInstance();
    }

    @Override
    public Credentials freshCredentials(String context) {
      return Credentials.getDefaultInstance();
    }
  }
}
