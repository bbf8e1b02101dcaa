package dev.culvert.helper.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.helper.process.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Its script against files of a temporary directory; the pipe is this test's. */
final class GuardianTest {
  private static final String MARK = "# Written by Culvert, session f00";

  @TempDir Path temporary;
  private Path target;
  private Path original;

  @BeforeEach
  void connected() throws IOException {
    target = Files.writeString(temporary.resolve("resolv.conf"), MARK + "\nnameserver 10.0.0.2\n");
    original = Files.writeString(temporary.resolve("original"), "nameserver 192.168.1.1\n");
  }

  @Test
  void restoresWhenThePipeCloses() throws Exception {
    Files.setAttribute(original, "unix:mode", 0640);
    pipeCloses();
    assertThat(target).hasContent("nameserver 192.168.1.1\n");
    assertThat((int) Files.getAttribute(target, "unix:mode") & 0777).isEqualTo(0640);
    assertThat(original).as("the copy stays for the next start").exists();
    try (var files = Files.list(temporary)) {
      assertThat(files).containsExactlyInAnyOrder(target, original);
    }
  }

  @Test
  void restoresALink() throws Exception {
    Files.delete(original);
    Files.createSymbolicLink(original, Path.of("../run/elsewhere"));
    pipeCloses();
    assertThat(Files.readSymbolicLink(target)).isEqualTo(Path.of("../run/elsewhere"));
  }

  @Test
  void restoresThatThereWasNone() throws Exception {
    Files.delete(original);
    Files.createFile(temporary.resolve("original.absent"));
    pipeCloses();
    assertThat(target).doesNotExist();
  }

  @Test
  void withoutAnyCopyItLeavesTheFile() throws Exception {
    Files.delete(original);
    pipeCloses();
    assertThat(target).exists();
  }

  @Test
  void leavesWhatIsNotOfThisSession() throws Exception {
    Files.writeString(target, MARK + "1\nnameserver 10.0.0.2\n");
    pipeCloses();
    assertThat(target).content().contains("10.0.0.2");
    Files.delete(target);
    pipeCloses();
    assertThat(target).doesNotExist();
  }

  @Test
  void goesHomeWhenTold() throws IOException {
    Guardian guardian = Guardian.start(target, original, MARK);
    assertThat(guardian.alive()).isTrue();
    guardian.close();
    assertThat(guardian.alive()).isFalse();
    assertThat(target).content().startsWith(MARK);
  }

  private void pipeCloses() throws Exception {
    try (InputStream script = Guardian.class.getResourceAsStream("guardian.sh")) {
      assertThat(script).isNotNull();
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      Process process =
          Processes.start(
              List.of("/bin/sh", "-c", text, "g", target.toString(), original.toString(), MARK));
      process.getOutputStream().close();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
