package dev.culvert.helper.local.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.helper.local.Users;
import dev.culvert.proto.helper.v1.ApiServer;
import dev.culvert.proto.helper.v1.BearerToken;
import dev.culvert.proto.helper.v1.Credentials;
import dev.culvert.proto.helper.v1.CredentialsReply;
import dev.culvert.proto.helper.v1.CredentialsRequest;
import dev.culvert.proto.helper.v1.DisconnectRequest;
import dev.culvert.proto.helper.v1.DnsEvent;
import dev.culvert.proto.helper.v1.FlowEvent;
import dev.culvert.proto.helper.v1.HistoryEntry;
import dev.culvert.proto.helper.v1.HistoryEvent;
import dev.culvert.proto.helper.v1.RestoreRequest;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateEvent;
import dev.culvert.proto.helper.v1.TryNameRequest;
import dev.culvert.proto.helper.v1.WatchDnsRequest;
import dev.culvert.proto.helper.v1.WatchFlowsRequest;
import dev.culvert.proto.helper.v1.WatchHistoryRequest;
import dev.culvert.proto.helper.v1.WatchStateRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service over a real socket, called by the user who runs this, who is its owner. */
final class LocalServiceTest {
  @TempDir private Path directory;
  private DaemonRig rig;
  private LocalClient client;

  @BeforeEach
  void start() throws IOException {
    long uid = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    rig = new DaemonRig(directory, Optional.of(new Users().byUid(uid)));
    client = new LocalClient(rig.socket);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    rig.close();
  }

  private Inbox<StateEvent> watch() {
    Inbox<StateEvent> inbox = new Inbox<>();
    client.streams().watchState(WatchStateRequest.getDefaultInstance(), inbox);
    return inbox;
  }

  private void connect(Inbox<StateEvent> inbox) {
    var _ = client.calls().connect(LocalClient.request("kind-dev"));
    inbox.await(e -> e.getDelta().getPhase().hasConnected());
  }

  @Test
  void aWatcherSeesTheWholeStateThenWhatChanges() {
    Inbox<StateEvent> inbox = watch();
    State first = inbox.await(StateEvent::hasSnapshot).getSnapshot();
    assertThat(first.getPhase().hasDisconnected()).isTrue();
    assertThat(first.getMayChange()).isTrue();
    assertThat(first.getHelperVersion()).isEqualTo("test");
    connect(inbox);
    var _ = client.calls().disconnect(DisconnectRequest.getDefaultInstance());
    StateEvent gone = inbox.await(e -> e.getDelta().getPhase().hasDisconnected());
    assertThat(gone.getDelta().getConnectionGone()).isTrue();
    assertThat(rig.host.computer().devices()).isEmpty();
    State last = watch().await(StateEvent::hasSnapshot).getSnapshot();
    assertThat(last.hasConnection()).isFalse();
    assertThat(last.hasNetwork()).isFalse();
  }

  @Test
  void whatIsConnectedIsShown() {
    connect(watch());
    State state = watch().await(StateEvent::hasSnapshot).getSnapshot();
    assertThat(state.getConnection().getContext()).isEqualTo("kind-dev");
    assertThat(state.getConnection().getSessionId()).isEqualTo("s-1");
    assertThat(state.getConnection().getRoad()).isEqualTo("port-forward");
    assertThat(state.getNetwork().getDevice()).isEqualTo("culvert0");
    assertThat(state.getNetwork().getRoutesList())
        .anySatisfy(route -> {
          assertThat(route.getCidr()).isEqualTo("10.96.0.0/12");
          assertThat(route.getSource()).isEqualTo("told by the test");
        });
    assertThat(state.getNetwork().getDns().getSearchList()).startsWith("shop.svc.cluster.local");
    assertThat(state.toString()).doesNotContain("t-1", "secret-of");
  }

  @Test
  void anotherClusterIsAFailedPrecondition() {
    connect(watch());
    var _ = client.calls().connect(LocalClient.request("kind-dev"));
    assertThatThrownBy(() -> client.calls().connect(LocalClient.request("prod")))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
              assertThat(e).hasMessageContaining("connected to kind-dev");
            });
  }

  @Test
  void aFieldThatCannotBeReadIsNamed() {
    var wrong =
        LocalClient.request("kind-dev").toBuilder()
            .setApiServer(ApiServer.newBuilder().setUrl("ftp://x"))
            .build();
    assertThatThrownBy(() -> client.calls().connect(wrong))
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("api_server.url");
    var hostBits = LocalClient.request("kind-dev").toBuilder().addNeverRoute("10.0.0.1/8").build();
    assertThatThrownBy(() -> client.calls().connect(hostBits))
        .hasMessageContaining("never_route")
        .hasMessageContaining("10.0.0.0/8");
    var namespace = LocalClient.request("kind-dev").toBuilder().setNamespace("a/../b").build();
    assertThatThrownBy(() -> client.calls().connect(namespace)).hasMessageContaining("namespace");
  }

  @Test
  void namesCanBeTriedOnlyWhileConnected() {
    assertThatThrownBy(
            () -> client.calls().tryName(TryNameRequest.newBuilder().setName("orders").build()))
        .hasMessageContaining("FAILED_PRECONDITION")
        .hasMessageContaining("disconnected");
  }

  @Test
  void flowsAndQueriesBeginWithASnapshot() {
    Inbox<FlowEvent> flows = new Inbox<>();
    client.streams().watchFlows(WatchFlowsRequest.getDefaultInstance(), flows);
    assertThat(flows.await(FlowEvent::getSnapshot).getUpsertsList()).isEmpty();
    Inbox<DnsEvent> queries = new Inbox<>();
    client.streams().watchDns(WatchDnsRequest.getDefaultInstance(), queries);
    assertThat(queries.await(DnsEvent::getSnapshot).getQueriesList()).isEmpty();
  }

  @Test
  void theApplicationIsAskedForFreshCredentials() {
    Inbox<CredentialsRequest> asked = new Inbox<>();
    StreamObserver<CredentialsReply> replies = client.streams().supplyCredentials(asked);
    replies.onNext(CredentialsReply.getDefaultInstance());
    rig.manager.failNext(
        new ConnectFailure(ConnectFailure.Kind.API_UNAUTHENTICATED, "the token is not good (401)"));
    Inbox<StateEvent> states = watch();
    var _ = client.calls().connect(LocalClient.request("kind-dev"));
    CredentialsRequest request = asked.await(_ -> true);
    assertThat(request.getContext()).isEqualTo("kind-dev");
    assertThat(request.getReason()).contains("401");
    replies.onNext(
        CredentialsReply.newBuilder()
            .setNumber(request.getNumber())
            .setCredentials(
                Credentials.newBuilder().setToken(BearerToken.newBuilder().setToken("t-2")))
            .build());
    states.await(e -> e.getDelta().getPhase().hasConnected());
    assertThat(rig.manager.asked().getLast().credentials())
        .isEqualTo(new ConnectSettings.BearerToken("t-2", Optional.empty()));
  }

  @Test
  void restoreTellsWhatWasUndone() {
    connect(watch());
    assertThat(client.calls().restore(RestoreRequest.getDefaultInstance()).getUndoneList())
        .anyMatch(text -> text.contains("culvert0"));
    assertThat(rig.host.computer().devices()).isEmpty();
  }

  @Test
  void theDirectoryIsTheHelpersAloneAndTheSocketIsRemovedAtTheEnd() throws IOException {
    Path place = directory.resolve("culvert");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
        .isEqualTo("rwxr-xr-x");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.socket)))
        .isEqualTo("rw-rw-rw-");
    rig.close();
    assertThat(rig.socket).doesNotExist();
  }

  @Test
  void tellsWhatBecameOfTheConnection() {
    Inbox<HistoryEvent> history = new Inbox<>();
    client.streams().watchHistory(WatchHistoryRequest.getDefaultInstance(), history);
    HistoryEvent first = history.await(HistoryEvent::getSnapshot);
    assertThat(first.getUpserts(0).getKind()).isEqualTo(HistoryEntry.Kind.KIND_HELPER_STARTED);
    connect(watch());
    HistoryEvent connected =
        history.await(e -> e.getUpserts(0).getKind() == HistoryEntry.Kind.KIND_CONNECTED);
    assertThat(connected.getSnapshot()).isFalse();
    assertThat(connected.getUpserts(0).getContext()).isEqualTo("kind-dev");
  }
}
