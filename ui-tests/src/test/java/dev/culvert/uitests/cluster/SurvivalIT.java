package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culvert.playground.laptop.Laptop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a connection lives through: new connections work within 5 s of the road being back, open
 * ones end with a reset, and the state told is the one measured. Prints how long each took.
 */
@Timeout(4500)
final class SurvivalIT extends ClusterStory {
  private static final String URL = "http://web.default";

  /** The bound, times two: this machine may be busy with other things. */
  private static final Duration BOUND = Duration.ofSeconds(10);

  @Test
  void theForwardIsCut() {
    connect();
    OpenFlow open = OpenFlow.to(laptop());
    fault("reject with tcp reset");
    Laptop.await(SOON, "the state is told as it is", () -> says("Reconnecting"));
    removeFault();
    recovered("a cut forward");
    open.endsWithReset();
  }

  /** Seconds. The longest is longer than a manager keeps a session without a connection. */
  static int[] blackHoles() {
    return Stream.of(System.getProperty("culvert.stalls", "8,70,150").split(",", -1))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("blackHoles")
  void theForwardIsABlackHole(int seconds) {
    connect();
    OpenFlow open = OpenFlow.to(laptop());
    long since = System.nanoTime();
    fault("drop");
    if (seconds > 20) {
      Laptop.await(Duration.ofSeconds(25), "the stall is noticed", () -> says("Reconnecting"));
      print("a black hole noticed", since);
      open.endsWithReset();
    }
    lasts(seconds, since, "nothing passes", () -> !reaches(URL));
    removeFault();
    recovered("a black hole of " + seconds + " s");
  }

  @Test
  void theManagersPodIsKilled() {
    connect();
    List<String> before = Manager.addresses(cluster());
    OpenFlow open = OpenFlow.to(laptop());
    Manager.kill(cluster());
    long since = System.nanoTime();
    open.endsWithReset();
    Manager.await(cluster());
    print("the manager's pod replaced", since);
    recovered("a killed manager, since its successor was ready");
    assertThat(printed("/usr/bin/curl", "-sS", URL + "/cgi-bin/who"))
        .as("another pod than %s", before)
        .containsAnyOf(Manager.addresses(cluster()).toArray(String[]::new));
  }

  /** A drain of the manager's node, as before maintenance: its pod comes up on the other one. */
  @Test
  void theManagerMovesToAnotherNode() {
    String[] nodes = cluster().told("get", "nodes", "-o", "name").split("\n", -1);
    assumeTrue(nodes.length > 1, "one node; sudo ./culvert cluster up --nodes 2 starts two");
    connect();
    String before = Manager.node(cluster());
    OpenFlow open = OpenFlow.to(laptop());
    long since = System.nanoTime();
    Manager.drain(cluster(), before);
    try {
      open.endsWithReset();
      Manager.await(cluster());
      print("the manager's pod on another node", since);
      recovered("a manager that has moved, since it was ready");
      assertThat(Manager.node(cluster())).isNotEqualTo(before);
      assertThat(printed("/usr/bin/curl", "-sS", URL + "/cgi-bin/who"))
          .containsAnyOf(Manager.addresses(cluster()).toArray(String[]::new));
    } finally {
      cluster().told("uncordon", before);
    }
  }

  @Test
  void theHelperSleeps() throws IOException, InterruptedException {
    connect();
    long since = System.nanoTime();
    signal("STOP");
    Laptop.await(SOON, "the helper stops", this::isStopped);
    lasts(45, since, "the helper is stopped", this::isStopped);
    signal("CONT");
    recovered("45 s of sleep");
  }

  @Test
  void theLaptopsAddressChanges() {
    connect();
    laptop()
        .shell("ip address del 192.0.2.20/24 dev eth0 && ip address add 192.0.2.21/24 dev eth0")
        .orFail("another address");
    try {
      recovered("another address");
    } finally {
      laptop()
          .shell("ip address del 192.0.2.21/24 dev eth0 && ip address add 192.0.2.20/24 dev eth0")
          .orFail("the old address");
    }
  }

  private void recovered(String from) {
    long since = System.nanoTime();
    Laptop.await(BOUND, "new connections after " + from, () -> reaches(URL));
    print("new connections after " + from, since);
    Laptop.await(SOON, "the state is told as it is", () -> says("Connected"));
  }

  /** A fault is there for a time, with what has to be true all the while. */
  private static void lasts(int seconds, long since, String what, BooleanSupplier meanwhile) {
    long end = since + TimeUnit.SECONDS.toNanos(seconds);
    Laptop.await(
        Duration.ofSeconds(seconds + 20),
        seconds + " s of the fault",
        () -> {
          assertThat(meanwhile.getAsBoolean()).as(what).isTrue();
          return System.nanoTime() - end >= 0;
        });
  }

  private static void print(String what, long since) {
    System.out.printf(
        "survival: %s: %d ms%n", what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
  }

  private boolean says(String state) {
    return laptop().cli("status").out().contains(state);
  }

  /** What becomes of every segment between the laptop and the API server, both ways. */
  private void fault(String verdict) {
    laptop()
        .shell(
            """
            nft -f - <<'NFT'
            table inet fault {
              chain out { type filter hook output priority 0; tcp dport 6443 %s; }
              chain in { type filter hook input priority 0; tcp sport 6443 drop; }
            }
            NFT
            """
                .formatted(verdict))
        .orFail("the fault");
  }

  private void removeFault() {
    laptop().shell("nft delete table inet fault").orFail("the end of the fault");
  }

  /** Its state in proc(5), which follows the name in brackets. */
  private boolean isStopped() {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(helperPid()), "stat"));
      return stat.startsWith("T", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long helperPid() {
    return laptop().helper().pid();
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(helperPid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** A connection that says nothing. */
  private record OpenFlow(Process program) {
    private static final String PROGRAM =
        """
        import socket, time
        s = socket.create_connection(('web.default', 80), 20)
        print('open', flush=True)
        s.settimeout(60)
        try:
            print('data' if s.recv(1) else 'end', flush=True)
        except ConnectionResetError:
            print('reset', flush=True)
        except TimeoutError:
            print('silence', flush=True)
        """;

    static OpenFlow to(Laptop laptop) {
      Process program =
          laptop
              .computer()
              .start(
                  Optional.empty(),
                  List.of("/usr/bin/python3", "-c", PROGRAM),
                  Map.of(),
                  builder -> builder.redirectErrorStream(true));
      OpenFlow flow = new OpenFlow(program);
      assertThat(flow.line()).isEqualTo("open");
      return flow;
    }

    void endsWithReset() {
      assertThat(line()).isEqualTo("reset");
    }

    private String line() {
      try {
        return String.valueOf(program.inputReader().readLine());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
