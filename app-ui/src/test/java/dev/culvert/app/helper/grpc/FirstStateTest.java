package dev.culvert.app.helper.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.app.helper.grpc.FirstMessage.Seen;
import dev.culvert.proto.helper.v1.Disconnected;
import dev.culvert.proto.helper.v1.HelperGrpc;
import dev.culvert.proto.helper.v1.Network;
import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.RouteInfo;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateEvent;
import dev.culvert.proto.helper.v1.WatchStateRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the gRPC of everybody, on a real socket; and byte by byte. */
final class FirstStateTest {
  @TempDir private Path dir;

  private Path socket() {
    return dir.resolve("helper.sock");
  }

  private static State.Builder state(int routes) {
    Network.Builder network = Network.newBuilder().setDevice("culvert0");
    for (int i = 0; i < routes; i++) {
      network.addRoutes(RouteInfo.newBuilder().setCidr("10.%d.%d.0/24".formatted(i >> 8, i & 255)));
    }
    return State.newBuilder()
        .setHelperVersion("1")
        .setPhase(Phase.newBuilder().setDisconnected(Disconnected.getDefaultInstance()))
        .setNetwork(network);
  }

  @Test
  void hasTheStateThatTheHelperTells() throws Exception {
    // Past the default windows and frames of HTTP/2, 64 and 16 KiB.
    for (int routes : new int[] {0, 3, 20_000}) {
      State state = state(routes).build();
      StateEvent event = StateEvent.newBuilder().setSnapshot(state).build();
      try (ScriptedHelper _ = new ScriptedHelper(socket(), List.of(event), null)) {
        assertThat(FirstState.of(socket(), SocketTrust.ROOT_OR_OWN)).contains(state);
      }
    }
  }

  @Test
  void leavesEverythingElseToTheWholeClient() throws Exception {
    assertThat(FirstState.of(socket(), SocketTrust.ROOT_OR_OWN)).isEmpty();
    HelperGrpc.HelperImplBase refusing =
        new HelperGrpc.HelperImplBase() {
          @Override
          public void watchState(WatchStateRequest request, StreamObserver<StateEvent> to) {
            to.onError(Status.PERMISSION_DENIED.asRuntimeException());
          }
        };
    try (ScriptedHelper _ = new ScriptedHelper(socket(), refusing)) {
      assertThat(FirstState.of(socket(), SocketTrust.ROOT_OR_OWN)).isEmpty();
    }
    StateEvent event = StateEvent.newBuilder().setSnapshot(state(1)).build();
    try (ScriptedHelper _ = new ScriptedHelper(socket(), List.of(event), null)) {
      Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
      assertThat(FirstState.of(socket(), SocketTrust.ROOT_OR_OWN)).isEmpty();
    }
  }

  /** Settings, an unknown frame, header fields, and a padded message in two pieces. */
  private static final byte[] ANSWER = {
    0,
    0,
    0,
    4,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    99,
    0,
    0,
    0,
    0,
    0,
    7,
    0,
    0,
    1,
    1,
    4,
    0,
    0,
    0,
    1,
    (byte) 0x88,
    0,
    0,
    4,
    0,
    0,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    6,
    0,
    8,
    0,
    0,
    0,
    1,
    2,
    2,
    'o',
    'k',
    0,
    0
  };

  @Test
  void findsTheMessageHoweverItsBytesCome() throws Exception {
    for (int cut = 0; cut < ANSWER.length; cut++) {
      FirstMessage first = new FirstMessage();
      ByteBuffer in = ByteBuffer.allocate(ANSWER.length).put(ANSWER, 0, cut);
      int settings = 0;
      Seen seen = first.take(in.flip());
      while (seen == Seen.SETTINGS) {
        settings++;
        seen = first.take(in);
      }
      assertThat(seen).isEqualTo(Seen.MORE);
      seen = first.take(in.compact().put(ANSWER, cut, ANSWER.length - cut).flip());
      while (seen == Seen.SETTINGS) {
        settings++;
        seen = first.take(in);
      }
      assertThat(seen).isEqualTo(Seen.WHOLE);
      assertThat(settings).isEqualTo(1);
      assertThat(first.message().orElseThrow()).isEqualTo(new byte[] {'o', 'k'});
    }
  }

  @Test
  void endsWithWhatCannotBe() {
    byte[][] wrong = {
      {0, 0, 4, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0},
      {0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 8},
      {0, 0, 1, 1, 5, 0, 0, 0, 1, 0},
      {0, 0, 2, 0, 8, 0, 0, 0, 1, 9, 0},
      {0, 0, 5, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0},
      {0, 0, 5, 0, 0, 0, 0, 0, 1, 0, 127, 0, 0, 0},
    };
    for (byte[] bytes : wrong) {
      assertThatThrownBy(() -> new FirstMessage().take(ByteBuffer.wrap(bytes)))
          .isInstanceOf(IOException.class);
    }
  }
}
