package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.view.AttachDraft.Field;
import dev.culvert.app.view.AttachModel.Stage;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Conflict;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.attach.v1.Rung;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sheet says and asks. */
class AttachModelTest {
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private final HandWorkbench bench = new HandWorkbench();
  private final HandAttach helper = new HandAttach();
  private final AttachModel attach = model(Workload.Kind.DEPLOYMENT, false);

  @TempDir private Path dir;

  private AttachModel model(Workload.Kind kind, boolean production) {
    return model(kind, production, 8080);
  }

  private AttachModel model(Workload.Kind kind, boolean production, int port) {
    return new AttachModel(
        helper,
        bench,
        new Workload(
            new Workload.Key(kind, "shop", "orders"),
            2,
            2,
            List.of(new Workload.Port(port, "http", "TCP")),
            "shop/orders:1",
            Instant.EPOCH,
            Map.of(),
            List.of("orders")),
        production);
  }

  private static Ready ready() {
    return Ready.newBuilder()
        .setAttachment(Attachment.newBuilder().setId("a1"))
        .setEnvironment(
            Environment.newBuilder().putVariables("TOKEN", "a $b").putVariables("no name", "x"))
        .build();
  }

  private static Plan plan(Conflict... conflicts) {
    return Plan.newBuilder()
        .setRung(Rung.RUNG_REDIRECT)
        .setAnnouncement("No pod restarts.")
        .addAllConflicts(List.of(conflicts))
        .build();
  }

  @Test
  void proposesAPortThatAPersonsProgramMayListenOn() {
    assertThat(attach.ports().get()).isEqualTo("8080");
    assertThat(attach.portsHelp()).doesNotContain("administrator");
    AttachModel web = model(Workload.Kind.DEPLOYMENT, false, 80);
    assertThat(web.ports().get()).isEqualTo("8080:80");
    assertThat(web.portsHelp()).contains("administrator", "8080 is proposed for 80");
    assertThat(model(Workload.Kind.DEPLOYMENT, false, 443).ports().get()).isEqualTo("8443:443");
  }

  @Test
  void theButtonNamesTheAct() {
    assertThat(attach.act()).isEqualTo("Attach");
    attach.way().set(AttachWay.WIRETAP);
    assertThat(attach.act()).isEqualTo("Start wiretap");
    assertThat(model(Workload.Kind.DEPLOYMENT, true).act()).isEqualTo("Attach in production");
  }

  @Test
  void beginsWithTheSafestWayAndSaysTheCommand() {
    assertThat(attach.way().get()).isEqualTo(AttachWay.INGEST);
    assertThat(attach.shown().get().command()).isEqualTo("culvert ingest orders -n shop");
    assertThat(attach.shown().get().happens()).contains("nobody notices");
  }

  @Test
  void everythingThatIsChosenIsInTheCommandAndInWhatIsAsked() {
    attach.way().set(AttachWay.REQUESTS);
    attach.ports().set("3000:http, 9090/udp");
    attach.header().set("x-user");
    attach.value().set("mara l");
    assertThat(attach.shown().get().errors().get(Field.PORTS))
        .isEqualTo("9090/udp: a filter is for HTTP requests, not for UDP");
    attach.ports().set("3000:http");
    attach.path().set("/v1");
    attach.variables().set("/tmp/a.json");
    attach.mount().set(true);
    assertThat(attach.shown().get().errors()).isEmpty();
    assertThat(attach.shown().get().command())
        .isEqualTo(
            "culvert intercept orders -n shop -p 3000:http --header 'x-user=mara l'"
                + " --path-prefix /v1 --env-file /tmp/a.json --env-format dotenv --mount auto:ro");
    assertThat(attach.shown().get().happens()).contains("x-user: mara l, /v1*", "localhost:3000");
    bench.pass(A_MOMENT);
    assertThat(helper.prepared).hasSize(1);
    assertThat(helper.prepared.getFirst().getKind()).isEqualTo(Kind.KIND_INTERCEPT);
    assertThat(helper.prepared.getFirst().getFilter().getHeaders(0).getExact()).isEqualTo("mara l");
    assertThat(helper.prepared.getFirst().getPorts(0).getLocal()).isEqualTo(3000);
  }

  @Test
  void anotherKindIsNamedInTheCommand() {
    AttachModel other = model(Workload.Kind.STATEFUL_SET, false);
    other.way().set(AttachWay.PORT);
    assertThat(other.shown().get().command())
        .isEqualTo("culvert intercept statefulset/orders -n shop -p 8080");
  }

  @Test
  void whatIsMissingIsSaidOnlyWhenThePersonGoesOn() {
    attach.way().set(AttachWay.REQUESTS);
    attach.ports().set("");
    assertThat(attach.shown().get().errors()).isEmpty();
    attach.attach();
    assertThat(attach.shown().get().errors()).containsOnlyKeys(Field.PORTS, Field.FILTER);
    assertThat(helper.attached).isEmpty();
  }

  @Test
  void whatIsWrongIsNamedByItsField() {
    attach.way().set(AttachWay.WIRETAP);
    attach.ports().set("8080, 70000");
    attach.path().set("v1");
    attach.variables().set("shop.env");
    attach.mount().set(true);
    attach.directory().set("files");
    assertThat(attach.shown().get().errors())
        .containsEntry(Field.PORTS, "70000 is not a port such as 3000:http or 8080")
        .containsKeys(Field.FILTER, Field.VARIABLES, Field.DIRECTORY);
    bench.pass(A_MOMENT);
    assertThat(helper.prepared).isEmpty();
  }

  @Test
  void whoIsInTheWayIsNamedAndStopsIt() {
    String words = "port 8080 is intercepted by jonas (jonas@mac) since 20:14";
    helper.plan = plan(Conflict.newBuilder().setText(words).setCanOverride(true).build());
    attach.way().set(AttachWay.PORT);
    bench.pass(A_MOMENT);
    assertThat(attach.shown().get().inTheWay()).containsExactly(words);
    assertThat(attach.possible()).isFalse();
    assertThat(attach.shown().get().canOverride()).isTrue();
    attach.override().set(true);
    assertThat(attach.possible()).isTrue();
    attach.attach();
    assertThat(helper.attached.getFirst().getOverrideInactive()).isTrue();
  }

  @Test
  void aRequestInThoughtIsAskedOfTheManager() {
    helper.verdict =
        MatchVerdict.newBuilder()
            .setTakenBy(Attachment.newBuilder().setId("a1").setMine(true))
            .addReasoning("a1 of mara takes it: x-user is mara")
            .build();
    attach.tryRequest().line().set("curl -H 'x-user: mara' http://orders.shop/v1");
    bench.pass(A_MOMENT);
    assertThat(helper.matched.getFirst().getWorkload().getName()).isEqualTo("orders");
    assertThat(helper.matched.getFirst().getPath()).isEqualTo("/v1");
    assertThat(attach.tryRequest().answer().get().kind()).isEqualTo(TryRequest.Kind.YOU);
    assertThat(attach.tryRequest().answer().get().reasons())
        .containsExactly("a1 of mara takes it: x-user is mara");
    attach.tryRequest().line().set("curl -H");
    assertThat(attach.tryRequest().answer().get().kind()).isEqualTo(TryRequest.Kind.NONE);
    bench.pass(A_MOMENT);
    assertThat(attach.tryRequest().answer().get().kind()).isEqualTo(TryRequest.Kind.PROBLEM);
    assertThat(helper.matched).hasSize(1);
  }

  @Test
  void aRequestInThoughtIsJudgedByWhatIsInTheSheet() {
    attach.way().set(AttachWay.REQUESTS);
    attach.header().set("x-user");
    attach.tryRequest().line().set("/v1");
    helper.verdict = MatchVerdict.newBuilder().setTakenByDraft(true).build();
    bench.pass(A_MOMENT);
    assertThat(helper.matched.getLast().getDraft().getFilter().getHeaders(0).getName())
        .isEqualTo("x-user");
    assertThat(attach.tryRequest().answer().get().kind()).isEqualTo(TryRequest.Kind.YOU);
    // Another way is judged anew, without a word typed.
    attach.way().set(AttachWay.WIRETAP);
    helper.verdict = MatchVerdict.newBuilder().setCopiedToDraft(true).build();
    assertThat(attach.tryRequest().answer().get().kind()).isEqualTo(TryRequest.Kind.NONE);
    bench.pass(A_MOMENT);
    assertThat(attach.tryRequest().answer().get().kind()).isEqualTo(TryRequest.Kind.COPY);
    int asked = helper.matched.size();
    attach.variables().set("/tmp/env");
    bench.pass(A_MOMENT);
    assertThat(helper.matched).as("the same filter").hasSize(asked);
    // What is not whole is not judged.
    attach.ports().set("no port!");
    bench.pass(A_MOMENT);
    assertThat(helper.matched.getLast().hasDraft()).isFalse();
  }

  @Test
  void productionAsksFirst() {
    AttachModel production = model(Workload.Kind.DEPLOYMENT, true);
    assertThat(production.possible()).isFalse();
    production.attach();
    assertThat(helper.attached).isEmpty();
    production.agreed().set(true);
    assertThat(production.possible()).isTrue();
  }

  @Test
  void attachesAndWritesTheVariablesForThisUserOnly() throws Exception {
    Path file = dir.resolve(".env");
    attach.variables().set(file.toString());
    attach.attach();
    assertThat(attach.shown().get().stage()).isEqualTo(Stage.ATTACHING);
    assertThat(attach.shown().get().step()).isEqualTo("waiting for the agent");
    helper.ready.complete(ready());
    assertThat(attach.shown().get().stage()).isEqualTo(Stage.DONE);
    assertThat(file).hasContent("TOKEN=\"a \\$b\"");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    attach.end();
    assertThat(helper.detached).isEmpty();
  }

  @Test
  void takesItBackWhenTheFilesCannotBeHad() {
    attach.mount().set(true);
    attach.attach();
    helper.ready.complete(ready());
    assertThat(helper.mounted.getFirst().getReadOnly()).isTrue();
    helper.mount.completeExceptionally(
        new HelperException(HelperException.Reason.FAILED, "sshfs is not installed"));
    assertThat(attach.shown().get().problem()).isEqualTo("sshfs is not installed");
    assertThat(attach.shown().get().stage()).isEqualTo(Stage.OPEN);
    assertThat(helper.detached).containsExactly("a1");
  }

  @Test
  void closingTheSheetTakesBackWhatIsNotInPlace() {
    attach.attach();
    attach.end();
    assertThat(helper.ready).isCancelled();
  }

  @Test
  void aRefusalIsSaidAndTheSheetStays() {
    attach.attach();
    helper.ready.completeExceptionally(
        new HelperException(HelperException.Reason.WRONG_STATE, "jonas is in the way"));
    assertThat(attach.shown().get().problem()).isEqualTo("jonas is in the way");
    assertThat(attach.possible()).isTrue();
  }
}
