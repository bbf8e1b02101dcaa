package dev.culvert.app.helper.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.helper.HelperException.Reason;
import dev.culvert.app.kubeconfig.ConnectRequestSource;
import dev.culvert.app.kubeconfig.CredentialException;
import dev.culvert.proto.helper.v1.BearerToken;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.Connected;
import dev.culvert.proto.helper.v1.Connection;
import dev.culvert.proto.helper.v1.Credentials;
import dev.culvert.proto.helper.v1.CredentialsReply;
import dev.culvert.proto.helper.v1.Disconnected;
import dev.culvert.proto.helper.v1.Network;
import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateDelta;
import dev.culvert.proto.helper.v1.StateEvent;
import dev.culvert.proto.helper.v1.Traffic;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real gRPC server on a real Unix domain socket. */
final class GrpcHelperClientTest {
  @TempDir private Path dir;

  private Path socket = Path.of("unset");

  @BeforeEach
  void place() {
    socket = dir.resolve("helper.sock");
  }

  private static final class Source implements ConnectRequestSource {
    @Override
    public ConnectRequest connectRequest(String context, String namespace)
        throws CredentialException {
      if (context.equals("broken")) {
        throw new CredentialException("The plug-in failed.");
      }
      return ConnectRequest.newBuilder().setContext(context).setNamespace(namespace).build();
    }

    @Override
    public Credentials freshCredentials(String context) throws CredentialException {
      if (context.equals("broken")) {
        throw new CredentialException("The plug-in failed.");
      }
      return Credentials.newBuilder()
          .setToken(BearerToken.newBuilder().setToken("fresh for " + context))
          .build();
    }
  }

  private HelperClient client() {
    return GrpcHelperClient.openOwn(socket, new Source());
  }

  private static StateEvent snapshot(State.Builder state) {
    return StateEvent.newBuilder().setSnapshot(state).build();
  }

  private static final State.Builder DISCONNECTED =
      State.newBuilder()
          .setHelperVersion("1")
          .setPhase(Phase.newBuilder().setDisconnected(Disconnected.getDefaultInstance()));

  private static HelperException failure(CompletableFuture<?> future) {
    var failure =
        catchThrowableOfType(ExecutionException.class, () -> future.get(20, TimeUnit.SECONDS));
    assertThat(failure).hasCauseInstanceOf(HelperException.class);
    return (HelperException) Objects.requireNonNull(failure.getCause());
  }

  @Test
  void saysHowToStartAHelperThatIsNotThere() throws Exception {
    try (HelperClient client = client()) {
      HelperException e = failure(client.connect("dev", ""));
      assertThat(e.reason()).isEqualTo(Reason.NOT_RUNNING);
      assertThat(e)
          .hasMessage(
              "The helper does not answer at %s. Start it with: sudo culvert-helper, or systemctl start culvert-helper."
                  .formatted(socket));
      assertThat(failure(client.disconnect()).reason()).isEqualTo(Reason.NOT_RUNNING);
    }
  }

  @Test
  void doesNotTrustOthersSocketsNorWideDirectories() throws Exception {
    try (ScriptedHelper _ = new ScriptedHelper(socket, List.of(), null);
        HelperClient client = client()) {
      Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
      HelperException e = failure(client.disconnect());
      assertThat(e.reason()).isEqualTo(Reason.NOT_TRUSTED);
      assertThat(e).hasMessageContaining("can be written by others");
      Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
      client.disconnect().get(20, TimeUnit.SECONDS);
      if (OwnUser.uid() == 0) {
        Files.setAttribute(dir, "unix:uid", 12345);
        assertThatThrownBy(() -> SocketTrust.ROOT_OR_OWN.check(socket))
            .hasMessageContaining("belongs to the user with the number 12345, not to root");
        Files.setAttribute(dir, "unix:uid", 0);
      } else {
        assertThatThrownBy(() -> SocketTrust.ROOT.check(socket))
            .hasMessageContaining("not to root");
      }
    }
  }

  @Test
  void tellsWholeStatesOutOfDeltas() throws Exception {
    Phase connected = Phase.newBuilder().setConnected(Connected.getDefaultInstance()).build();
    List<StateEvent> script =
        List.of(
            snapshot(DISCONNECTED.clone()),
            delta(
                StateDelta.newBuilder()
                    .setPhase(connected)
                    .setConnection(Connection.newBuilder().setContext("dev").setUid(99_999))
                    .setNetwork(Network.newBuilder().setDevice("culvert0"))),
            delta(StateDelta.newBuilder().setTraffic(Traffic.newBuilder().setBytesIn(7))),
            delta(
                StateDelta.newBuilder()
                    .setPhase(DISCONNECTED.getPhase())
                    .setConnectionGone(true)
                    .setNetworkGone(true)));
    var states = new LinkedBlockingQueue<State>();
    try (ScriptedHelper _ = new ScriptedHelper(socket, script, null);
        HelperClient client = client()) {
      client.watchState(states::add, _ -> {});
      assertThat(take(states).getPhase().hasDisconnected()).isTrue();
      State second = take(states);
      assertThat(second.getHelperVersion()).isEqualTo("1");
      assertThat(second.getNetwork().getDevice()).isEqualTo("culvert0");
      State third = take(states);
      assertThat(third.getTraffic().getBytesIn()).isEqualTo(7);
      assertThat(third.getConnection().getContext()).isEqualTo("dev");
      State last = take(states);
      assertThat(last.hasConnection()).isFalse();
      assertThat(last.hasNetwork()).isFalse();
      assertThat(last.getTraffic().getBytesIn()).isEqualTo(7);
    }
  }

  private static StateEvent delta(StateDelta.Builder delta) {
    return StateEvent.newBuilder().setDelta(delta).build();
  }

  private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    @Nullable T next = queue.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came");
    }
    return next;
  }

  @Test
  void watchesComeBackWithTheHelper() throws Exception {
    var states = new LinkedBlockingQueue<State>();
    var presence = new LinkedBlockingQueue<Presence>();
    try (HelperClient client = client()) {
      client.watchState(states::add, presence::add);
      assertThat(take(presence)).isInstanceOf(Presence.Gone.class);
      try (ScriptedHelper helper =
          new ScriptedHelper(socket, List.of(snapshot(DISCONNECTED.clone())), null)) {
        assertThat(take(presence)).isEqualTo(new Presence.Here());
        take(states);
        helper.kill();
        assertThat(take(presence))
            .isEqualTo(
                new Presence.Gone(
                    "The helper does not answer at %s.".formatted(socket),
                    "Start it with: sudo culvert-helper, or systemctl start culvert-helper."));
        helper.start();
        assertThat(take(presence)).isEqualTo(new Presence.Here());
        take(states);
        client.disconnect().get(20, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void handsOverTheRequestAndGoesOnSupplying() throws Exception {
    try (ScriptedHelper helper = new ScriptedHelper(socket, List.of(), null);
        HelperClient client = client()) {
      client.connect("dev", "shop").get(20, TimeUnit.SECONDS);
      assertThat(take(helper.connects).getNamespace()).isEqualTo("shop");
      assertThat(take(helper.replies)).isEqualTo(CredentialsReply.getDefaultInstance());
      helper.ask(7);
      CredentialsReply reply = take(helper.replies);
      assertThat(reply.getNumber()).isEqualTo(7);
      assertThat(reply.getCredentials().getToken().getToken()).isEqualTo("fresh for dev");
    }
  }

  @Test
  void sortsErrorsByWhatCanBeDone() throws Exception {
    var cases =
        List.of(
            Map.entry(Status.PERMISSION_DENIED, Reason.NOT_ALLOWED),
            Map.entry(Status.INVALID_ARGUMENT, Reason.BAD_REQUEST),
            Map.entry(Status.FAILED_PRECONDITION, Reason.WRONG_STATE),
            Map.entry(Status.INTERNAL, Reason.FAILED));
    for (var one : cases) {
      Status status = one.getKey().withDescription("in words");
      try (ScriptedHelper _ = new ScriptedHelper(socket, List.of(), status);
          HelperClient client = client()) {
        HelperException e = failure(client.connect("dev", ""));
        assertThat(e.reason()).isEqualTo(one.getValue());
        assertThat(e).hasMessageContaining("in words");
      }
    }
    try (ScriptedHelper _ = new ScriptedHelper(socket, List.of(), null);
        HelperClient client = client()) {
      HelperException e = failure(client.connect("broken", ""));
      assertThat(e.reason()).isEqualTo(Reason.CREDENTIALS);
      assertThat(e).hasMessage("The plug-in failed.");
    }
  }
}
