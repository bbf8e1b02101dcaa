package dev.culvert.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.helper.grpc.ScriptedHelper;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.ConnectResponse;
import dev.culvert.proto.helper.v1.Connected;
import dev.culvert.proto.helper.v1.Connecting;
import dev.culvert.proto.helper.v1.Connection;
import dev.culvert.proto.helper.v1.CredentialsReply;
import dev.culvert.proto.helper.v1.CredentialsRequest;
import dev.culvert.proto.helper.v1.Disconnected;
import dev.culvert.proto.helper.v1.FailedPhase;
import dev.culvert.proto.helper.v1.Failure;
import dev.culvert.proto.helper.v1.HelperGrpc;
import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateEvent;
import dev.culvert.proto.helper.v1.WatchStateRequest;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code culvert connect --stay} while helpers come and go. */
final class ConnectStayTest {
  private static final Phase DISCONNECTED =
      Phase.newBuilder().setDisconnected(Disconnected.getDefaultInstance()).build();
  private static final Phase CONNECTING =
      Phase.newBuilder().setConnecting(Connecting.getDefaultInstance()).build();
  private static final Phase CONNECTED =
      Phase.newBuilder().setConnected(Connected.getDefaultInstance()).build();

  @TempDir private Path dir;

  private Path socket = Path.of("unset");
  private Cli cli = new Cli(socket, socket);
  private final Remade helper = new Remade();

  @BeforeEach
  void place() throws Exception {
    socket = dir.resolve("helper.sock");
    Path kubeconfig =
        Files.writeString(
            dir.resolve("config"),
            """
            current-context: dev
            clusters: [{name: x, cluster: {server: "https://127.0.0.1:6443"}}]
            users: [{name: u, user: {token: t}}]
            contexts:
            - {name: dev, context: {cluster: x, user: u, namespace: shop}}
            """);
    cli = new Cli(socket, kubeconfig);
  }

  /** A helper that connects whoever asks, and knows of nothing when it was started anew. */
  private static final class Remade extends HelperGrpc.HelperImplBase {
    final BlockingQueue<ConnectRequest> connects = new LinkedBlockingQueue<>();
    private final List<StreamObserver<StateEvent>> watchers = new CopyOnWriteArrayList<>();
    private volatile State state = state(DISCONNECTED);

    static State state(Phase phase) {
      State.Builder state = State.newBuilder().setPhase(phase).setMayChange(true);
      if (!phase.hasDisconnected()) {
        state.setConnection(Connection.newBuilder().setContext("dev").setNamespace("db"));
      }
      return state.build();
    }

    void become(Phase phase) {
      state = state(phase);
      watchers.forEach(this::tell);
    }

    /** What a new process would know. */
    void forget() {
      watchers.clear();
      state = state(DISCONNECTED);
    }

    private void tell(StreamObserver<StateEvent> to) {
      to.onNext(StateEvent.newBuilder().setSnapshot(state).build());
    }

    @Override
    public void watchState(WatchStateRequest request, StreamObserver<StateEvent> to) {
      watchers.add(to);
      tell(to);
    }

    @Override
    public void connect(ConnectRequest request, StreamObserver<ConnectResponse> to) {
      to.onNext(ConnectResponse.getDefaultInstance());
      to.onCompleted();
      become(CONNECTING);
      become(CONNECTED);
      connects.add(request);
    }

    @Override
    public StreamObserver<CredentialsReply> supplyCredentials(
        StreamObserver<CredentialsRequest> to) {
      return new StreamObserver<>() {
        @Override
        public void onNext(CredentialsReply reply) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          to.onCompleted();
        }
      };
    }
  }

  private ConnectRequest asked() throws InterruptedException {
    ConnectRequest request = helper.connects.poll(30, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("nobody has asked to connect; it said: " + cli.out() + cli.err());
    }
    return request;
  }

  /** Until the last that it said is this. */
  private void says(String last) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!cli.out().endsWith(last)) {
      assertThat(System.nanoTime()).as(() -> "it said: " + cli.out() + cli.err()).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  @Test
  void connectsAgainWhenTheHelperIsBack() throws Exception {
    try (ScriptedHelper server = new ScriptedHelper(socket, helper)) {
      CompletableFuture<Integer> code =
          CompletableFuture.supplyAsync(() -> cli.run("connect", "-n", "db", "--stay"));
      asked();
      says("Staying to renew credentials. Ctrl-C ends this command, not the connection.\n");
      for (int round = 0; round < 2; round++) {
        server.kill();
        helper.forget();
        server.start();
        ConnectRequest again = asked();
        assertThat(again.getContext()).isEqualTo("dev");
        assertThat(again.getNamespace()).isEqualTo("db");
        says("Connected\n");
      }
      helper.become(DISCONNECTED);
      assertThat(code.get(30, TimeUnit.SECONDS)).isZero();
      assertThat(cli.out())
          .contains("The helper has gone. When it is back, this connects again.\n")
          .endsWith("Connected\nDisconnected\n");
    }
  }

  @Test
  void endsWhenConnectingFails() throws Exception {
    try (ScriptedHelper _ = new ScriptedHelper(socket, helper)) {
      CompletableFuture<Integer> code =
          CompletableFuture.supplyAsync(() -> cli.run("connect", "--stay"));
      asked();
      says("Ctrl-C ends this command, not the connection.\n");
      Failure failure = Failure.newBuilder().setCode("CUL-K02").setMessage("No manager.").build();
      helper.become(
          Phase.newBuilder().setFailed(FailedPhase.newBuilder().setFailure(failure)).build());
      assertThat(code.get(30, TimeUnit.SECONDS)).isEqualTo(ExitCodes.NOT_CONNECTED);
      assertThat(cli.err()).contains("No manager.");
    }
  }
}
