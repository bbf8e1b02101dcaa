package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.Place;
import dev.culvert.playground.laptop.Laptop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * kill -9 of each part in turn while connected: what is back within 5 s, and that nothing is left.
 * The playground itself is killed in {@link KilledPlaygroundIT}.
 */
@Timeout(180)
final class CrashesIT extends Story {

  @Test
  void theHelperIsKilled() throws IOException, InterruptedException {
    connect();
    laptop().killHelper();
    // The kernel takes device and routes, the guardian gives the resolver back; nobody is asked.
    Laptop.await(
        Machine.allows(SOON), "the computer is as it was", () -> traces().equals(before()));
    assertThat(reaches("http://www.example.com")).as("the internet").isTrue();
    laptop().startHelper();
    connect();
    recovers("the helper's new connection", "http://echo.shop");
  }

  @Test
  void theManagerIsKilled() throws IOException, InterruptedException {
    connect();
    recovers("connecting", "http://echo.shop");
    try (HeldConnection held = HeldConnection.to(playground(), "redis.shop", 6379)) {
      playground().killManager();
      theInternetIsThere();
      assertThat(held.toldWithin(Machine.allows(SOON))).as("an old connection").contains("reset");
    }
    // The cluster's part is over when the new manager is ready.
    Laptop.await(
        Duration.ofSeconds(60),
        "the new manager is ready",
        () -> playground().pod("culvert", "culvert-manager").ready());
    recovers("a new manager was ready", "http://echo.shop");
  }

  @Test
  void theTunnelIsCut() throws IOException, InterruptedException {
    connect();
    recovers("connecting", "http://echo.shop");
    try (HeldConnection held = HeldConnection.to(playground(), "redis.shop", 6379)) {
      playground().faults().cut();
      recovers("the tunnel was cut", "http://echo.shop");
      assertThat(held.toldWithin(Machine.allows(SOON))).as("an old connection").contains("reset");
    }
  }

  @Test
  void theApiServerIsKilledAndComesBack() throws IOException, InterruptedException {
    connect();
    recovers("connecting", "http://echo.shop");
    try (HeldConnection held = HeldConnection.to(playground(), "redis.shop", 6379)) {
      playground().killApi();
      theInternetIsThere();
      assertThat(held.toldWithin(Machine.allows(SOON))).as("an old connection").contains("reset");
    }
    awaitApi();
    recovers("the API server was there again", "http://echo.shop");
  }

  @Test
  void theApiServerStaysAwayForAWhile() throws IOException, InterruptedException {
    connect();
    recovers("connecting", "http://echo.shop");
    playground().stopApi();
    try {
      Laptop.await(
          Machine.allows(Duration.ofSeconds(10)),
          "the state is told as it is",
          () -> says("Reconnecting"));
      // Long enough for the pauses between attempts to have grown as long as they get.
      remains(
          Duration.ofSeconds(10),
          "the state is told as it is, and the internet is there",
          () -> says("Reconnecting") && reaches("http://www.example.com"));
    } finally {
      playground().startApi();
    }
    awaitApi();
    recovers("the API server was there again", "http://echo.shop");
    assertThat(says("Connected")).as("the state afterwards").isTrue();
  }

  @Test
  void theApplicationIsKilled() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(laptop().cliCommand("connect", "dev-eu", "-n", "shop"));
    command.add("--stay");
    Process application =
        playground()
            .start(
                Place.laptop(),
                command,
                laptop().environment(),
                builder -> builder.redirectErrorStream(true));
    Laptop.await(Duration.ofMinutes(2), "connected", () -> says("Connected"));
    application.destroyForcibly().waitFor();
    recovers("the application was killed", "http://echo.shop");
    assertThat(says("Connected")).as("the connection outlives who asked for it").isTrue();
  }

  private Laptop.Traces traces() {
    try {
      return laptop().traces();
    } catch (IOException e) {
      // Between the removal of one file and the appearance of the other there may be none.
      return new Laptop.Traces("", "", "");
    }
  }
}
