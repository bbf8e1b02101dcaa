package dev.culvert.app.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KubeconfigStoreTest {
  @TempDir private Path dir;

  @Test
  void tellsEveryChange() throws Exception {
    Path file = dir.resolve("config");
    var heard = new LinkedBlockingQueue<String>();
    try (var store = KubeconfigStore.of(List.of(file), Duration.ofMillis(20))) {
      store.onChange(config -> heard.add(config.currentContext()));
      Files.writeString(file, "current-context: one\n");
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
      Path other = Files.writeString(dir.resolve("new"), "current-context: other\n");
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("other");
      Files.delete(file);
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEmpty();
    }
  }
}
