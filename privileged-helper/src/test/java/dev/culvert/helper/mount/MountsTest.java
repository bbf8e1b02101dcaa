package dev.culvert.helper.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A computer without sshfs. */
final class MountsTest {
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void end() {
    timers.shutdownNow();
  }

  @Test
  void sayHowToGetSshfsAndWhatThereIsWithoutIt(@TempDir Path folder) {
    Mounts mounts = new Mounts(timers, List.of(folder.resolve("sshfs").toString()));
    Path directory = folder.resolve("cart");
    assertThatExceptionOfType(Mounts.Missing.class)
        .isThrownBy(
            () -> mounts.mount(new Mounts.Request("a1", directory, true, "", 65_534, 65_534)))
        .withMessageContaining("apt-get install sshfs")
        .withMessageContaining("culvert files");
    assertThat(mounts.states()).isEmpty();
    assertThat(directory).doesNotExist();
  }
}
