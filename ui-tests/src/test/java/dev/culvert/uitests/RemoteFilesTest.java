package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.app.files.RemoteFiles;
import dev.culvert.manager.agent.files.SftpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line's end of SFTP with the agent's. */
final class RemoteFilesTest {
  private static final int PIPE = 1 << 20;

  @TempDir private Path folder;

  private final PipedOutputStream toServer = new PipedOutputStream();
  private RemoteFiles files;

  // Set before each test.
  @SuppressWarnings("NullAway.Init")
  RemoteFilesTest() {}

  @BeforeEach
  void serve() throws IOException {
    PipedOutputStream toClient = new PipedOutputStream();
    PipedInputStream atClient = new PipedInputStream(toClient, PIPE);
    PipedInputStream atServer = new PipedInputStream(toServer, PIPE);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (SftpServer server = new SftpServer(folder, true);
              toClient) {
            server.serve(atServer, toClient);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    files = RemoteFiles.open(atClient, toServer);
  }

  @AfterEach
  void end() throws IOException {
    toServer.close();
  }

  @Test
  void aDirectoryIsTold() throws IOException {
    for (int i = 0; i < 300; i++) {
      Files.writeString(folder.resolve("file-%03d".formatted(i)), "x".repeat(i));
    }
    Files.createDirectory(folder.resolve("inner"));
    Files.createSymbolicLink(folder.resolve("link"), Path.of("file-007"));
    assertThat(files.look("/").isDirectory()).isTrue();
    assertThat(files.list("/")).hasSize(302);
    assertThat(files.list("/").get(7).size()).isEqualTo(7);
    assertThat(files.list("/"))
        .filteredOn(RemoteFiles.Entry::isDirectory)
        .extracting(RemoteFiles.Entry::name)
        .containsExactly("inner");
    assertThat(files.list("/"))
        .filteredOn(RemoteFiles.Entry::isLink)
        .extracting(RemoteFiles.Entry::name)
        .containsExactly("link");
    assertThat(files.look("/link").size()).isEqualTo(7);
  }

  @Test
  void filesOfAnySizeAreFetched() throws IOException {
    for (int size : new int[] {0, 1, 32 << 10, (32 << 10) + 1, 5_000_011}) {
      byte[] content = new byte[size];
      new Random(size).nextBytes(content);
      Files.write(folder.resolve("content"), content);
      ByteArrayOutputStream fetched = new ByteArrayOutputStream();
      assertThat(files.fetch("/content", fetched)).isEqualTo(size);
      assertThat(fetched.toByteArray()).isEqualTo(content);
    }
  }

  @Test
  void whatIsNotThereIsSaid() throws IOException {
    assertThatThrownBy(() -> files.look("/nothing")).hasMessageContaining("no such file");
    assertThatThrownBy(() -> files.list("/nothing")).hasMessageContaining("no such file");
    assertThatThrownBy(() -> files.fetch("/nothing", new ByteArrayOutputStream()))
        .hasMessageContaining("no such file");
    assertThat(files.list("/")).isEmpty();
  }
}
