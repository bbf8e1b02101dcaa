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
 */
@Timeout(180)
final class CrashesIT extends Story {
  private static final Duration SOON = Duration.ofSeconds(5);

  @Test
  void theHelperIsKilled() throws IOException, InterruptedException {
    connect();
    laptop().killHelper();
    // The kernel takes device and routes, the guardian gives the resolver back; nobody is asked.
    Laptop.await(SOON, "the computer is as it was", () -> traces().equals(before()));
    assertThat(reaches("http://www.example.com")).isTrue();
    laptop().cleanUp().orFail("clean-up");
    laptop().startHelper();
    connect();
    awaitReachable(SOON, "http://echo.shop");
  }

  @Test
  void theManagerIsKilled() throws IOException {
    connect();
    awaitReachable(SOON, "http://echo.shop");
    playground().killManager();
    assertThat(reaches("http://www.example.com")).as("the internet, meanwhile").isTrue();
    awaitReachable(Duration.ofSeconds(15), "http://echo.shop");
  }

  @Test
  void theTunnelIsCut() throws IOException {
    connect();
    awaitReachable(SOON, "http://echo.shop");
    playground().faults().cut();
    awaitReachable(SOON, "http://echo.shop");
  }

  @Test
  void theApiServerIsKilledAndComesBack() throws IOException {
    connect();
    awaitReachable(SOON, "http://echo.shop");
    playground().stopApi();
    try {
      assertThat(reaches("http://www.example.com")).as("the internet, meanwhile").isTrue();
      Laptop.await(
          Duration.ofSeconds(10),
          "the state is told as it is",
          () -> laptop().cli("status").out().contains("Reconnecting"));
    } finally {
      playground().startApi();
    }
    awaitReachable(Duration.ofSeconds(10), "http://echo.shop");
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
    Laptop.await(
        Duration.ofSeconds(20),
        "connected",
        () -> laptop().cli("status").out().contains("Connected"));
    application.destroyForcibly().waitFor();
    awaitReachable(SOON, "http://echo.shop");
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
