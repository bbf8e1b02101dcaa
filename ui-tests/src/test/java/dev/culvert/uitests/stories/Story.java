package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.Options;
import dev.culvert.playground.Playground;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.logging.FileHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** One cluster in a box and one laptop for a class of stories; each story starts with a helper. */
@Tag("integration")
@ExtendWith(Evidence.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Story {
  /** What reconnects, reconnects within this. */
  static final Duration SOON = Duration.ofSeconds(5);

  private Playground playground;
  private Laptop laptop;
  private Laptop.Traces before;
  private FileHandler log;

  // Set by the life cycle methods below, which JUnit calls before anything else.
  @SuppressWarnings("NullAway.Init")
  Story() {}

  @BeforeAll
  void startTheCluster() throws IOException {
    log = Evidence.recordOwnLog(getClass());
    playground = Playground.start(Options.defaults());
    laptop = new Laptop(playground, System.getProperty("java.class.path"));
    before = laptop.traces();
  }

  @BeforeEach
  void startTheHelper() {
    laptop.startHelper(helperOptions());
  }

  /** How this kind of story wants the helper. */
  String[] helperOptions() {
    return new String[0];
  }

  @AfterEach
  void stopTheHelper() throws IOException, InterruptedException {
    if (laptop.helper().isAlive()) {
      laptop.stopHelper();
    } else {
      laptop.cleanUp();
    }
    assertThat(laptop.traces()).as("what is left on the computer").isEqualTo(before);
  }

  @AfterAll
  void stopTheCluster() {
    if (laptop != null) {
      laptop.close();
    }
    if (playground != null) {
      playground.close();
    }
    if (log != null) {
      log.close();
    }
  }

  Playground playground() {
    return playground;
  }

  Laptop laptop() {
    return laptop;
  }

  /** What this kind of story knows of its failure, as files into the folder. */
  void evidence(Path folder) throws IOException {
    // The helper, the cluster and the computer are asked anyway.
  }

  /** What was on the computer before Culvert. */
  Laptop.Traces before() {
    return before;
  }

  void connect() throws IOException {
    Output output = laptop.cli("connect", "dev-eu", "-n", "shop");
    assertThat(output.exitCode())
        .as("connect: %s%s%n%s", output.out(), output.err(), laptop.helperLog())
        .isZero();
  }

  void disconnect() {
    laptop.cli("disconnect").orFail("disconnect");
  }

  /** A program that must succeed, and what it printed. */
  String printed(String... command) {
    return laptop.run(command).orFail(String.join(" ", command)).out().strip();
  }

  /** Whether a new connection works; used to wait for it. */
  boolean reaches(String url) {
    return laptop.run("/usr/bin/curl", "-sS", "--max-time", "2", "-o", "/dev/null", url).ok();
  }

  void theInternetIsThere() {
    assertThat(reaches("http://www.example.com")).as("the internet, meanwhile").isTrue();
  }

  /** Whether the command line tells this state. */
  boolean says(String state) {
    return laptop.cli("status").out().contains(state);
  }

  /** It stays so for this long; looked at all the time. */
  void remains(Duration time, String what, BooleanSupplier so) {
    long end = System.nanoTime() + time.toNanos();
    do {
      assertThat(so.getAsBoolean()).as(what).isTrue();
    } while (System.nanoTime() < end);
  }

  /**
   * New connections work within 5 s from now, the moment in which nothing but us is in the way. The
   * time is printed.
   */
  void recovers(String since, String url) {
    long begin = System.nanoTime();
    Laptop.await(
        Machine.allows(SOON), "a new connection to " + url + " since " + since, () -> reaches(url));
    print("a new connection, since " + since, Duration.ofNanos(System.nanoTime() - begin));
  }

  void print(String what, Duration took) {
    System.out.printf("%s: %.2f s%s%n", what, took.toMillis() / 1000.0, Machine.inWords());
  }

  /** The road is back when the laptop itself reaches the API server. */
  void awaitApi() {
    Laptop.await(
        Duration.ofSeconds(60),
        "the API server answers",
        () ->
            laptop
                .run("/usr/bin/curl", "-sk", "--max-time", "1", "https://192.0.2.10:6443/readyz")
                .ok());
  }
}
