package dev.culvert.helper.local.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.helper.state.LocalUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another user of this computer may look and may not change anything. Needs root. */
@Tag("integration")
final class OtherUserIT {
  private static final String NOBODY = "65534";

  @TempDir private Path directory;

  private List<String> callAs(String uid, Path socket) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    "/usr/bin/setpriv",
                    "--reuid=" + uid,
                    "--regid=" + uid,
                    "--clear-groups",
                    // Only to read the class path, wherever it lies.
                    "--inh-caps=+dac_read_search",
                    "--ambient-caps=+dac_read_search",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    OtherUser.class.getName(),
                    socket.toString()))
            .redirectErrorStream(true)
            .start();
    try {
      List<String> lines =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("WARNING") && !line.matches("[A-Z][a-z]{2} \\d.*"))
              .toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anotherUserMayLookAndNotChange() throws IOException, InterruptedException {
    try (DaemonRig rig = new DaemonRig(directory, Optional.of(new LocalUser(1000, "mara")))) {
      assertThat(callAs(NOBODY, rig.socket))
          .containsExactly(
              "state seen, may change: false",
              "owner: mara",
              "connect: PERMISSION_DENIED",
              "disconnect: PERMISSION_DENIED",
              "restore: PERMISSION_DENIED",
              "try name: PERMISSION_DENIED",
              "flows seen: 0",
              "names: PERMISSION_DENIED");
      assertThat(rig.host.computer().devices()).isEmpty();
      assertThat(rig.manager.asked()).isEmpty();
    }
  }

  @Test
  void theOwnerMay() throws IOException, InterruptedException {
    try (DaemonRig rig = new DaemonRig(directory, Optional.of(new LocalUser(1000, "mara")))) {
      assertThat(callAs("1000", rig.socket))
          .startsWith("state seen, may change: true", "owner: mara", "connect: OK")
          .contains("disconnect: OK", "restore: OK", "try name: INVALID_ARGUMENT");
    }
  }
}
