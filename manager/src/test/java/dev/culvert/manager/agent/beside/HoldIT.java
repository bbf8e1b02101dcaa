package dev.culvert.manager.agent.beside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against the real kernel: a shell with a child, which ask for a line and answer it. */
@Tag("integration")
@Timeout(60)
final class HoldIT {
  /** Not a child of ours: Java would take for its end that it stands still. */
  private ProcessHandle target;

  private Process application;

  @SuppressWarnings("NullAway.Init")
  HoldIT() {}

  @BeforeEach
  void start() throws IOException {
    application =
        new ProcessBuilder(
                "/bin/bash", "-c", "( (while read -r line; do echo \"$line\"; done); true); true")
            .start();
    ask("ready");
    target = application.children().findFirst().orElseThrow();
  }

  @AfterEach
  void stop() {
    application.descendants().forEach(ProcessHandle::destroyForcibly);
    application.destroyForcibly();
  }

  private void tell(String line) throws IOException {
    application.outputWriter().write(line + "\n");
    application.outputWriter().flush();
  }

  private void ask(String line) throws IOException {
    tell(line);
    assertThat(application.inputReader().readLine()).isEqualTo(line);
  }

  /** Letters as proc_pid_stat(5) has them; 't' is stopped by a tracer. */
  private List<String> states() {
    return java.util.stream.Stream.concat(java.util.stream.Stream.of(target), target.descendants())
        .map(each -> {
          try {
            String text = Files.readString(Path.of("/proc/" + each.pid() + "/stat"));
            return text.substring(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        })
        .toList();
  }

  @Test
  void nothingOfItRunsAndThenItGoesOn() throws Exception {
    try (Hold hold = new Hold(target.pid())) {
      hold.take();
      hold.take();
      assertThat(states()).hasSize(2).allMatch("t"::equals);
      tell("meanwhile");
      BufferedReader reader = application.inputReader();
      assertThat(states()).allMatch("t"::equals);
      assertThat(reader.ready()).isFalse();
      hold.letGo();
      assertThat(reader.readLine()).isEqualTo("meanwhile");
      ask("after");
      hold.take();
      assertThat(states()).allMatch("t"::equals);
    }
    ask("closed");
  }

  @Test
  void aSignalMeanwhileIsSeenAfterwards() throws Exception {
    try (Hold hold = new Hold(target.pid())) {
      hold.take();
      assertThat(target.destroy()).isTrue();
      assertThat(states()).hasSize(2).allMatch("t"::equals);
    }
    target.onExit().get();
    assertThat(target.isAlive()).isFalse();
  }

  @Test
  void whatSomebodyElseHoldsIsLeftAlone() throws Exception {
    try (Hold first = new Hold(target.pid());
        Hold second = new Hold(target.pid())) {
      first.take();
      assertThatThrownBy(second::take)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another program traces it");
      assertThat(states()).allMatch("t"::equals);
    }
    ask("both are done");
  }
}
