package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.Place;
import dev.culvert.playground.bench.BenchClient;
import dev.culvert.playground.bench.BenchServer;
import dev.culvert.playground.load.LoadClient;
import dev.culvert.playground.load.LoadServer;
import dev.culvert.playground.machine.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes arrive as they were sent, many at once, and nothing is left of a connection that ended. */
@Timeout(240)
class TransfersIT extends Story {
  private static final long GIB = 1L << 30;

  private final List<Process> servers = new ArrayList<>();
  private String host;

  // Set by the life cycle method below.
  @SuppressWarnings("NullAway.Init")
  TransfersIT() {}

  @BeforeAll
  void startTheServers() throws IOException {
    host = playground().pod("payments", "ledger").address();
    start(LoadServer.class);
    start(BenchServer.class);
  }

  private void start(Class<?> server) throws IOException {
    Process started =
        playground()
            .start(
                Place.pod("payments", "ledger"),
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    server.getName()),
                Map.of(),
                builder -> builder.redirectError(ProcessBuilder.Redirect.DISCARD));
    servers.add(started);
    String line =
        new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    assertThat(line).isEqualTo("ready");
  }

  @AfterAll
  void stopTheServers() {
    servers.forEach(Process::destroyForcibly);
  }

  @Test
  void aGibibyteEachWayWithBothHalfCloses() throws IOException {
    connect();
    System.out.print(load("up", Long.toString(GIB)));
    System.out.print(load("down", Long.toString(GIB)));
  }

  @Test
  void tenThousandShortConnectionsLeaveNothing() throws IOException {
    connect();
    load("short", "2000", "8");
    int descriptors = descriptors();
    int threads = threads();
    long memory = residentKib();
    System.out.print(load("short", "10000", "8"));
    laptopSettles(descriptors);
    assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(descriptors + 2);
    assertThat(threads()).as("threads").isLessThanOrEqualTo(threads + 4);
    assertThat(residentKib()).as("resident KiB").isLessThan(memory + 96 * 1024);
    System.out.printf(
        "helper: %d -> %d KiB resident, %d -> %d descriptors%n",
        memory, residentKib(), descriptors, descriptors());
  }

  @Test
  void flowsThatNeverReadStallNobodyElse() throws IOException {
    connect();
    System.out.print(load("stalled", "500", "100", Long.toString(1 << 20)));
  }

  /**
   * A prototype of the tunnel, which made 5 Gbit/s, once fell to 0.6 with messages of 256 KiB.
   * Sizes take turns in one run, so the machine's noise meets all of them.
   */
  @Test
  void noSizeOfWritesOrReadsMakesATransferCollapse() throws IOException {
    connect();
    Output output =
        laptop()
            .runJava(
                Duration.ofMinutes(2),
                BenchClient.class,
                "sizes",
                host,
                Integer.toString(BenchServer.SINK),
                "0.3");
    String line = output.orFail("sizes").out().strip();
    System.out.println(line);
    for (String way : List.of("up", "down")) {
      List<Double> rates =
          Stream.of(line.split(" ", -1))
              .filter(pair -> pair.startsWith(way))
              .map(pair -> Double.parseDouble(pair.substring(pair.indexOf('=') + 1)))
              .toList();
      assertThat(Collections.min(rates))
          .as("%s: the slowest size's Gbit/s of %s", way, line)
          .isGreaterThan(Collections.max(rates) / 4);
    }
  }

  final String load(String... arguments) throws IOException {
    String[] all = new String[arguments.length + 1];
    all[0] = arguments[0];
    all[1] = host;
    System.arraycopy(arguments, 1, all, 2, arguments.length - 1);
    Output output = laptop().runJava(Duration.ofMinutes(2), LoadClient.class, all);
    assertThat(output.exitCode())
        .as("%s%s%n%s", output.out(), output.err(), laptop().helperLog())
        .isZero();
    return output.out();
  }

  private void laptopSettles(int descriptors) {
    dev.culvert.playground.laptop.Laptop.await(
        Duration.ofSeconds(10),
        "the helper lets go of its descriptors",
        () -> descriptors() <= descriptors + 2);
  }

  private int descriptors() {
    return count("fd");
  }

  private int threads() {
    return count("task");
  }

  private int count(String folder) {
    Path path = Path.of("/proc", Long.toString(laptop().helper().pid()), folder);
    try (Stream<Path> entries = Files.list(path)) {
      return (int) entries.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private long residentKib() throws IOException {
    Path status = Path.of("/proc", Long.toString(laptop().helper().pid()), "status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
