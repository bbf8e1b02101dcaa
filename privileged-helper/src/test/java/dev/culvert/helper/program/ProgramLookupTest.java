package dev.culvert.helper.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culvert.core.inspect.FlowRecorder.Protocol;
import dev.culvert.core.inspect.Program;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With real sockets of this process and of a child. */
final class ProgramLookupTest {
  private final ProgramLookup lookup = new ProgramLookup();
  private final int ourPid = (int) ProcessHandle.current().pid();

  @BeforeEach
  void onlyWhereItWorks() {
    assumeTrue(ProgramLookup.isSupported());
  }

  @AfterEach
  void stop() {
    lookup.close();
  }

  @Test
  void findsTcpAndUdpSocketsOfBothFamilies() throws IOException {
    for (String address : List.of("127.0.0.1", "::1")) {
      InetAddress local = InetAddress.ofLiteral(address);
      try (ServerSocket server = new ServerSocket(0, 1, local);
          Socket client = new Socket(local, server.getLocalPort());
          DatagramSocket bound = new DatagramSocket(new InetSocketAddress(local, 0))) {
        assertOurs(Protocol.TCP, address, client.getLocalPort());
        Optional<Program> asked =
            lookup
                .find(
                    Protocol.TCP,
                    endpoint(address, client.getLocalPort()),
                    endpoint(address, server.getLocalPort()))
                .toCompletableFuture()
                .join();
        assertThat(asked.orElseThrow().pid()).isEqualTo(ourPid);
        assertThat(
                lookup
                    .find(
                        Protocol.TCP,
                        endpoint(address, client.getLocalPort()),
                        endpoint(address, 1))
                    .toCompletableFuture()
                    .join())
            .as("the other end is another")
            .isEmpty();
        assertOurs(Protocol.UDP, address, bound.getLocalPort());
      }
    }
    try (DatagramSocket anyAddress = new DatagramSocket()) {
      assertOurs(Protocol.UDP, "127.0.0.1", anyAddress.getLocalPort());
    }
  }

  @Test
  void findsAChildProcessByItsName() throws IOException {
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      int port = Integer.parseInt(out.readLine());
      Program program = find(Protocol.UDP, "127.0.0.1", port).orElseThrow();
      assertThat(program.pid()).isEqualTo((int) child.pid());
      assertThat(program.name())
          .isEqualTo(Files.readString(Path.of("/proc/" + child.pid() + "/comm")).strip());
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void answersForSocketsThatAreGone() throws IOException {
    int port;
    try (DatagramSocket gone = new DatagramSocket()) {
      port = gone.getLocalPort();
    }
    assertThat(find(Protocol.UDP, "127.0.0.1", port)).isEmpty();
    assertThat(find(Protocol.ICMP, "127.0.0.1", 0)).isEmpty();
  }

  @Test
  void answersEveryoneInABurst() throws IOException {
    List<DatagramSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        sockets.add(new DatagramSocket());
      }
      List<CompletableFuture<Optional<Program>>> asked = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        for (DatagramSocket socket : sockets) {
          asked.add(
              lookup
                  .find(Protocol.UDP, endpoint("127.0.0.1", socket.getLocalPort()))
                  .toCompletableFuture());
        }
      }
      assertThat(asked)
          .allSatisfy(answer -> assertThat(answer.join().orElseThrow().pid()).isEqualTo(ourPid));
    } finally {
      sockets.forEach(DatagramSocket::close);
    }
  }

  @Test
  void answersNobodyOnceClosed() throws IOException {
    lookup.close();
    try (DatagramSocket socket = new DatagramSocket()) {
      // Before or after the worker has gone: an answer comes either way.
      find(Protocol.UDP, "127.0.0.1", socket.getLocalPort());
      find(Protocol.UDP, "127.0.0.1", socket.getLocalPort());
    }
  }

  private void assertOurs(Protocol protocol, String address, int port) {
    Program program = find(protocol, address, port).orElseThrow();
    assertThat(program.pid()).isEqualTo(ourPid);
    assertThat(program.name()).isNotEmpty();
  }

  private Optional<Program> find(Protocol protocol, String address, int port) {
    return lookup.find(protocol, endpoint(address, port)).toCompletableFuture().join();
  }

  private static Endpoint endpoint(String address, int port) {
    return new Endpoint(IpAddress.parse(address), port);
  }

  /** Holds a socket, tells its port, and waits to be ended. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      try (DatagramSocket socket = new DatagramSocket()) {
        System.out.println(socket.getLocalPort());
        int _ = System.in.read();
      }
    }
  }
}
