package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.culvert.playground.kubernetes.RealCluster;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/**
 * The cluster that is up and the laptop beside it, with the manager installed, for a class of
 * stories. Each story starts with a helper and ends with a laptop as it was.
 */
@Tag("integration")
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClusterStory {
  static final Duration SOON = Duration.ofSeconds(20);

  private RealCluster cluster;
  private Laptop laptop;
  private Laptop administrator;
  private Map<String, String> before;

  // Set by the life cycle methods below, which JUnit calls before anything else.
  @SuppressWarnings("NullAway.Init")
  ClusterStory() {}

  @BeforeAll
  void findTheCluster() {
    cluster =
        RealCluster.running()
            .orElseGet(() -> abort("no real cluster is up; sudo ./culvert cluster up starts one"));
    administrator = as(Manager.ADMINISTRATOR);
    Manager.install(cluster, administrator);
    laptop = as(Manager.DEVELOPER);
    before = laptop.network();
  }

  @BeforeEach
  void startTheHelper() {
    laptop.startHelper();
  }

  @AfterEach
  void stopTheHelper() throws InterruptedException {
    if (laptop.helper().isAlive()) {
      laptop.stopHelper();
    } else {
      laptop.cleanUp();
    }
    assertThat(laptop.network()).as("what is left on the laptop").isEqualTo(before);
  }

  @AfterAll
  void forgetTheLaptop() {
    if (laptop != null) {
      laptop.close();
    }
  }

  RealCluster cluster() {
    return cluster;
  }

  Laptop laptop() {
    return laptop;
  }

  /** The same laptop with the cluster's administrator before it. */
  Laptop administrator() {
    return administrator;
  }

  /** What was on the laptop before Culvert. */
  Map<String, String> before() {
    return before;
  }

  /** The same laptop with somebody else's kubeconfig; it has no helper of its own. */
  Laptop as(String person) {
    return new Laptop(
        cluster.laptopOf(person),
        System.getProperty("java.class.path"),
        cluster.folder().resolve("log"));
  }

  Output connect(Laptop who) {
    return who.cli("connect", cluster.context(), "-n", "default");
  }

  void connect() {
    Output output = connect(laptop);
    assertThat(output.exitCode())
        .as("connect: %s%s%n%s", output.out(), output.err(), laptop.helperPrinted())
        .isZero();
  }

  void disconnect() {
    laptop.cli("disconnect").orFail("disconnect");
  }

  /** A program that must succeed, and what it printed. */
  String printed(String... command) {
    return laptop.run(command).orFail(String.join(" ", command)).out().strip();
  }

  /** Whether a new connection works, within a second. */
  boolean reaches(String url) {
    return laptop.run("/usr/bin/curl", "-sS", "--max-time", "1", "-o", "/dev/null", url).ok();
  }
}
