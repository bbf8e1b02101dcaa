package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.Options;
import dev.culvert.playground.Playground;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** One cluster in a box and one laptop for a class of stories; each story starts with a helper. */
@Tag("integration")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Story {
  private Playground playground;
  private Laptop laptop;
  private Laptop.Traces before;

  // Set by the life cycle methods below, which JUnit calls before anything else.
  @SuppressWarnings("NullAway.Init")
  Story() {}

  @BeforeAll
  void startTheCluster() throws IOException {
    playground = Playground.start(Options.defaults());
    laptop = new Laptop(playground, System.getProperty("java.class.path"));
    before = laptop.traces();
  }

  @BeforeEach
  void startTheHelper() {
    laptop.startHelper();
  }

  @AfterEach
  void stopTheHelper() throws IOException, InterruptedException {
    try {
      if (laptop.helper().isAlive()) {
        laptop.stopHelper();
      } else {
        laptop.cleanUp();
      }
      assertThat(laptop.traces()).as("what is left on the computer").isEqualTo(before);
    } catch (AssertionError e) {
      System.err.println(laptop.helperLog());
      throw e;
    }
  }

  @AfterAll
  void stopTheCluster() {
    if (laptop != null) {
      laptop.close();
    }
    if (playground != null) {
      playground.close();
    }
  }

  Playground playground() {
    return playground;
  }

  Laptop laptop() {
    return laptop;
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

  void awaitReachable(Duration atMost, String url) {
    Laptop.await(atMost, url + " answers", () -> reaches(url));
  }
}
