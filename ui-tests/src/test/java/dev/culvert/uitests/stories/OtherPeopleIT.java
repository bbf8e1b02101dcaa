package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may look, who may change, and who gets nothing. */
final class OtherPeopleIT extends Story {
  private static final int NOBODY = 65_534;

  @TempDir private Path folder;

  @Test
  void anotherUserOfTheComputerLooksAndDoesNotChange() throws IOException, InterruptedException {
    connect();
    // JUnit's folder is its owner's only.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Laptop others = new Laptop(playground(), ClassPathForAll.copyTo(folder));
    Output status = as(others, NOBODY, "status");
    assertThat(status.exitCode()).as(status.err()).isZero();
    assertThat(status.out()).contains("Connected").contains("dev-eu");
    for (String change : new String[] {"disconnect", "restore"}) {
      Output denied = as(others, NOBODY, change);
      assertThat(denied.exitCode()).as("%s: %s%s", change, denied.out(), denied.err()).isEqualTo(4);
      assertThat(denied.err()).contains("root");
    }
    assertThat(laptop().cli("status").out()).as("nothing has changed").contains("Connected");
    assertThat(printed("/usr/bin/curl", "-sS", "http://echo.shop")).contains("echo-");
  }

  @Test
  void aMissingRightIsNamed() {
    Output output = laptop().cli("connect", "staging-eu");
    assertThat(output.exitCode()).isNotZero();
    assertThat(output.err() + output.out()).contains("portforward").contains("CUL-K04");
    disconnect();
  }

  @Test
  void anApiServerThatIsNotThereIsNamed() {
    Output output = laptop().cli("connect", "kind-local");
    assertThat(output.exitCode()).isNotZero();
    assertThat((output.err() + output.out()).toLowerCase(Locale.ROOT))
        .contains("refused")
        .contains("cul-k01");
    disconnect();
  }

  @Test
  void aClientCertificateDoesAsWellAsAToken() throws IOException {
    Output output = laptop().cli("connect", "prod-eu", "-n", "shop");
    assertThat(output.exitCode())
        .as("%s%s%s", output.out(), output.err(), laptop().helperLog())
        .isZero();
    assertThat(printed("/usr/bin/curl", "-sS", "http://echo.shop")).contains("echo-");
  }

  private static Output as(Laptop others, int uid, String... arguments)
      throws IOException, InterruptedException {
    Process process = others.cliAs(uid, arguments);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Output(process.waitFor(), out, err);
  }
}
