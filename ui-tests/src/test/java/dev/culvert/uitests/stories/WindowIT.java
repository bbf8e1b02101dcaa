package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.Laptop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Somebody takes the first steps, connects, finds out why, and lives through a dead helper. */
final class WindowIT extends WindowStory {

  @Test
  void theFirstSteps() throws IOException, InterruptedException {
    laptop().stopHelper();
    Window window = open(List.of("look=light"));
    window.sees("#first-run", "Start the helper");
    window.sees("#first-run", "sudo systemctl start culvert-helper");
    laptop().startHelper();
    window.sees("#first-run", "The helper is running");
    window.sees("#first-run", "4 contexts found in your kubeconfig.");
    window.click("#first-context-dev-eu");
    window.picture("story-first-cluster");
    window.click("#first-use");
    window.sees("#first-run", "The manager is running");
    assertThat(reaches("http://echo.shop")).as("nothing changes before the last step").isFalse();
    window.click("#first-connect");
    window.sees("#state", "Connected");
    window.misses("#first-run");
    assertThat(reaches("http://echo.shop")).as("connected").isTrue();
  }

  @Test
  void connectsAndLeavesNothingBehind() throws IOException {
    Window window = open(KNOWN);
    window.sees("#state", "This computer's network is as you left it.");
    window.click("#connect-switch");
    window.sees("#state", "Connected");
    assertThat(printed("/usr/bin/curl", "-sS", "http://orders.shop")).contains("orders-");
    window.sees("#workloads", "orders");
    window.press("CONTROL+DIGIT2");
    window.sees("#flows", "orders");
    window.sees("#flows", "curl");
    window.picture("story-connected");
    window.click("#connect-switch");
    window.sees("#state", "Disconnected");
    assertThat(laptop().traces()).isEqualTo(before());
  }

  @Test
  void findsOutWhyANameDoesNotResolve() throws IOException {
    Window window = connected();
    assertThat(laptop().run("/usr/bin/getent", "hosts", "ordres.shop").ok()).isFalse();
    window.press("CONTROL+DIGIT3");
    window.clickRow("#dns", "ordres.shop");
    window.sees("#dns-detail", "This name does not exist (NXDOMAIN).");
    window.sees("#dns-detail", "Try orders.shop");
    window.picture("story-name");
    window.click("#dns-near");
    window.sees(".cv-try-answer", "10.96.20.2");
    window.click("#try-why");
    window.sees("#dns-detail", "10.96.20.2");
  }

  /** What happens without anybody choosing: the office and the cluster are both there. */
  @Test
  void keepsBothOfTwoNetworksWithTheSameAddresses() throws IOException {
    laptop()
        .shell(
            "ip tuntap add tun9 mode tun && ip link set tun9 up && ip route add 10.0.0.0/8 dev tun9")
        .orFail("another network");
    try {
      Window window = connected();
      assertThat(laptop().shell("ip route get 10.244.200.7").out()).contains("tun9");
      assertThat(reaches("http://echo.shop")).isTrue();
      window.press("CONTROL+DIGIT5");
      window.click("\"R02");
      window.sees("#finding", "Networks overlap, and it is taken care of");
      window.sees("#finding", "10.96.0.0/16 as 198.18.0.0/16, because tun9 has 10.0.0.0/8.");
      window.press("CONTROL+COMMA");
      window.click("#settings-network");
      window.sees("#settings", "10.244.0.0/16 as 198.19.0.0/16");
      window.picture("story-overlap");
    } finally {
      laptop().shell("ip link del tun9");
    }
  }

  @Test
  void leavesAnAddressToAnotherNetwork() throws IOException {
    laptop()
        .shell(
            "ip tuntap add tun9 mode tun && ip link set tun9 up && ip route add 10.0.0.0/8 dev tun9")
        .orFail("another network");
    try {
      Window window = connected("context.dev-eu.overlap=allow");
      String office = "10.244.200.7";
      assertThat(laptop().shell("ip route get " + office).out()).contains("culvert");
      window.press("CONTROL+DIGIT5");
      window.click("\"R02");
      window.sees("#finding", "The cluster takes addresses of another network");
      window.sees("#finding", "tun9 claims 10.0.0.0/8");
      window.picture("story-clash");
      laptop().shell("ip route add 10.244.200.0/24 dev tun9").orFail("a longer route");
      assertThat(laptop().shell("ip route get " + office).out()).contains("tun9");
      window.click("#doctor-again");
      window.sees("#finding", "tun9 claims 10.244.200.0/24");
      window.sees("#finding", "what you send there goes to the other network");
      laptop().shell("ip route del 10.244.200.0/24 dev tun9").orFail("the longer route");
      window.click("#doctor-again");
      window.sees("#finding", "tun9 claims 10.0.0.0/8");
      window.click("#fix-1");
      Laptop.await(
          Duration.ofSeconds(30),
          "the other network has its addresses again",
          () -> laptop().shell("ip route get " + office).out().contains("tun9"));
      window.sees("#state", "Connected");
      recovers("the addresses were left out", "http://echo.shop");
      window.click("#connect-switch");
      window.sees("#state", "Disconnected");
    } finally {
      laptop().shell("ip link del tun9");
    }
  }

  @Test
  void livesThroughADeadHelper() throws IOException, InterruptedException {
    Window window = connected();
    laptop().killHelper();
    window.sees("#state", "The helper does not answer.");
    assertThat(reaches("http://www.example.com")).as("the internet, meanwhile").isTrue();
    window.press("CONTROL+DIGIT5");
    window.sees("#finding", "The helper does not run");
    window.picture("story-helper-gone");
    saveABundle(window);
    laptop().startHelper();
    // What the dead one had connected, the window asks the new one for.
    window.sees("#state", "Connected");
    recovers("the helper was there again", "http://echo.shop");
  }

  /** It can be made without a helper, and shows beforehand what it will hold. */
  private void saveABundle(Window window) throws IOException {
    Path file = playground().folder().resolve("bundle.zip");
    window.savesTo(playground().inLaptop(file));
    window.click("#doctor-bundle");
    window.sees("#bundle", "checks.txt");
    window.click("#bundle-save");
    window.sees("#bundle", "bundle.zip");
    window.click("\"Close");
    try (ZipFile bundle = new ZipFile(file.toFile())) {
      assertThat(bundle.stream().map(ZipEntry::getName))
          .contains("culvert-diagnostics/checks.txt", "culvert-diagnostics/network.txt");
    }
  }
}
