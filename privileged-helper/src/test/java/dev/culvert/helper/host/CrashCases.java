package dev.culvert.helper.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.helper.route.Interfaces;
import dev.culvert.helper.testing.InNamespacesOnly;
import dev.culvert.helper.testing.Namespaces;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A helper that is killed while connected, and what is left of it. In namespaces of its own. */
@InNamespacesOnly
final class CrashCases {
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
  private static final String ORIGINAL = "nameserver 192.168.1.1\nsearch home.arpa\n";

  @TempDir Path temporary;
  private Process helper;

  @BeforeEach
  void connect() throws IOException {
    assertThat(RESOLV_CONF).hasContent(ORIGINAL);
    List<String> command = new ArrayList<>(List.of("/usr/bin/setsid"));
    command.addAll(Namespaces.java(ConnectedHelper.class, journal().toString()));
    helper = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output = helper.inputReader(StandardCharsets.UTF_8);
    assertThat(output.readLine()).isEqualTo("connected");
    assertThat(ours()).isTrue();
    assertThat(deviceExists()).isTrue();
  }

  @AfterEach
  void kill() throws InterruptedException {
    helper.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  @Test
  void theGuardianRestoresTheNamesOfAHelperThatIsKilledWithItsGroup() throws Exception {
    ProcessHandle guardian = guardian();
    new ProcessBuilder("/bin/kill", "-9", "--", "-" + helper.pid()).start().waitFor();
    helper.waitFor(10, TimeUnit.SECONDS);
    await(() -> !ours());
    assertThat(RESOLV_CONF).hasContent(ORIGINAL);
    await(() -> !guardian.isAlive());
    await(() -> !deviceExists());
    assertThat(undo()).as("the kernel and the guardian have undone everything").isEmpty();
    assertThat(RESOLV_CONF).hasContent(ORIGINAL);
    assertThat(Files.readString(journal().resolve("journal"))).isEqualTo("culvert-journal 1\n");
  }

  @Test
  void withoutGuardianTheNextStartRestores() throws Exception {
    ProcessHandle guardian = guardian();
    guardian.destroyForcibly();
    await(() -> !guardian.isAlive());
    helper.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    await(() -> !deviceExists());
    assertThat(ours()).isTrue();
    assertThat(undo()).containsExactly("/etc/resolv.conf restored");
    assertThat(RESOLV_CONF).hasContent(ORIGINAL);
    assertThat(undo()).isEmpty();
  }

  @Test
  void whatSomebodyElseWroteAfterTheCrashIsLeftAlone() throws Exception {
    ProcessHandle guardian = guardian();
    guardian.destroyForcibly();
    await(() -> !guardian.isAlive());
    helper.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    Files.writeString(RESOLV_CONF, "nameserver 9.9.9.9\n");
    assertThat(undo()).isEmpty();
    assertThat(RESOLV_CONF).hasContent("nameserver 9.9.9.9\n");
    Files.writeString(RESOLV_CONF, ORIGINAL);
  }

  @Test
  void theGuardianIgnoresWhatStopsTheHelperAndLeavesWithIt() throws Exception {
    ProcessHandle guardian = guardian();
    guardian.destroy(); // SIGTERM
    helper.getOutputStream().write('\n');
    helper.getOutputStream().flush();
    assertThat(helper.waitFor(20, TimeUnit.SECONDS)).isTrue();
    await(() -> !guardian.isAlive());
    assertThat(RESOLV_CONF).hasContent(ORIGINAL);
    assertThat(deviceExists()).isFalse();
    assertThat(undo()).isEmpty();
  }

  private Path journal() {
    return temporary.resolve("journal");
  }

  private ProcessHandle guardian() {
    return helper.children().findFirst().orElseThrow();
  }

  private List<String> undo() throws IOException {
    try (HostNetwork network = new LinuxHostNetwork(journal(), Path.of("/"), Clock.systemUTC())) {
      return network.undoAll();
    }
  }

  private static boolean ours() {
    try {
      return Files.readString(RESOLV_CONF).startsWith("# Written by Culvert");
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean deviceExists() {
    try (Interfaces interfaces = new Interfaces()) {
      return interfaces.device("culvert0").isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within ten seconds").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
