package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.culvert.playground.api.Faults;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Layout;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The road is bad, and then it is good again: new connections work within 5 s of that, old ones end
 * with a reset, the state shown is the measured one, and the internet is there throughout.
 */
@Timeout(180)
final class SurvivalIT extends Story {
  /** Heartbeats come every 2 s, and 5 s without an answer are an end: 7 s at most, and some air. */
  private static final Duration NOTICED = Duration.ofSeconds(9);

  @AfterEach
  void heal() {
    playground().faults().heal();
  }

  @Test
  void theTunnelIsCut() throws IOException, InterruptedException {
    connect();
    recovers("connecting", "http://echo.shop");
    try (HeldConnection held = HeldConnection.to(playground(), "redis.shop", 6379)) {
      assertThat(playground().faults().cut()).as("forwards that are cut").isPositive();
      recovers("the tunnel was cut", "http://echo.shop");
      assertThat(held.toldWithin(Machine.allows(SOON))).as("an old connection").contains("reset");
    }
  }

  @Test
  void theTunnelIsABlackHoleAndNewOnesAreNot() throws IOException, InterruptedException {
    connect();
    recovers("connecting", "http://echo.shop");
    try (HeldConnection held = HeldConnection.to(playground(), "redis.shop", 6379)) {
      long begin = System.nanoTime();
      playground().faults().stall(Faults.Scope.PRESENT);
      theInternetIsThere();
      assertThat(held.toldWithin(Machine.allows(NOTICED)))
          .as("an old connection")
          .contains("reset");
      print("a black hole was noticed", Duration.ofNanos(System.nanoTime() - begin));
    }
    recovers("it was noticed", "http://echo.shop");
  }

  @Test
  void everyTunnelIsABlackHoleForAWhile() throws IOException, InterruptedException {
    connect();
    recovers("connecting", "http://echo.shop");
    try (HeldConnection held = HeldConnection.to(playground(), "redis.shop", 6379)) {
      playground().faults().stall(Faults.Scope.ALL);
      assertThat(held.toldWithin(Machine.allows(NOTICED)))
          .as("an old connection")
          .contains("reset");
    }
    remains(
        Duration.ofSeconds(6),
        "the state is told as it is, and the internet is there",
        () -> says("Reconnecting") && reaches("http://www.example.com"));
    playground().faults().heal();
    recovers("the black hole was mended", "http://echo.shop");
    assertThat(says("Connected")).as("the state afterwards").isTrue();
  }

  @Test
  void aShortStallEndsNothing() throws IOException, InterruptedException {
    connect();
    recovers("connecting", "http://echo.shop");
    try (HeldConnection held = HeldConnection.to(playground(), "redis.shop", 6379)) {
      long begin = System.nanoTime();
      playground().faults().stall(Faults.Scope.ALL);
      remains(
          Duration.ofSeconds(2), "the internet is there", () -> reaches("http://www.example.com"));
      playground().faults().heal();
      assumeThat(Duration.ofNanos(System.nanoTime() - begin))
          .as("the stall, on this machine")
          .isLessThan(Duration.ofSeconds(4));
      recovers("a stall of 2 s", "http://echo.shop");
      assertThat(held.toldWithin(Duration.ofMillis(500)))
          .as("an old connection goes on: nothing was lost")
          .isEqualTo("silence");
    }
  }

  @Test
  void theManagerIsRescheduled() throws IOException, InterruptedException {
    connect();
    recovers("connecting", "http://echo.shop");
    String pod = playground().pod("culvert", "culvert-manager").pod().getMetadata().getName();
    playground().takeDownPod("culvert", pod);
    Laptop.await(Machine.allows(NOTICED), "the state is told as it is", () -> says("Reconnecting"));
    remains(
        Duration.ofSeconds(3), "the internet is there", () -> reaches("http://www.example.com"));
    playground().bringBackPod("culvert", pod);
    Laptop.await(
        Duration.ofSeconds(60),
        "the new manager is ready",
        () -> playground().pod("culvert", "culvert-manager").ready());
    recovers("a manager was ready again", "http://echo.shop");
  }

  @Test
  void theLaptopGetsAnotherAddress() throws IOException, InterruptedException {
    connect();
    recovers("connecting", "http://echo.shop");
    String fresh = Layout.LAPTOP + "1";
    try (HeldConnection held = HeldConnection.to(playground(), "redis.shop", 6379)) {
      moveTo(Layout.LAPTOP, fresh);
      // Nobody tells the helper that its connection's address is gone: missing heartbeats do.
      recovers(NOTICED.plus(SOON), "another address was there", "http://echo.shop");
      assertThat(held.toldWithin(Machine.allows(SOON))).as("an old connection").contains("reset");
      theInternetIsThere();
    } finally {
      moveTo(fresh, Layout.LAPTOP);
    }
    recovers(NOTICED.plus(SOON), "the first address was there again", "http://echo.shop");
  }

  @Test
  void theHelperSleeps() throws IOException, InterruptedException {
    connect();
    recovers("connecting", "http://echo.shop");
    long pid = laptop().helper().pid();
    signal("STOP", pid);
    try {
      // Longer than the manager waits for a heartbeat.
      remains(Duration.ofSeconds(8), "it sleeps", () -> laptop().helper().isAlive());
    } finally {
      signal("CONT", pid);
    }
    recovers("8 s of sleep", "http://echo.shop");
    Laptop.await(Machine.allows(SOON), "the state is told as it is", () -> says("Connected"));
  }

  private void moveTo(String from, String to) {
    laptop()
        .shell(
            "ip address del %s/24 dev eth0 && ip address add %s/24 dev eth0 && ip route add default via %s"
                .formatted(from, to, Layout.ROUTER))
        .orFail("another address");
  }

  private void signal(String name, long pid) {
    laptop().shell("kill -" + name + " " + pid).orFail("SIG" + name);
  }
}
