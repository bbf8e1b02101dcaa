package dev.culvert.manager.agent.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SFTP server with a client that wants out. */
final class SftpServerTest {
  private static final int STATUS = 101;
  private static final int HANDLE = 102;
  private static final int DATA = 103;
  private static final int NAME = 104;
  private static final int ATTRS = 105;

  @TempDir private Path folder;
  private Path root;
  private Path secret;

  // Set before each test.
  @SuppressWarnings("NullAway.Init")
  SftpServerTest() {}

  @BeforeEach
  void lay() throws IOException {
    root = Files.createDirectories(folder.resolve("root"));
    Files.createDirectories(root.resolve("data"));
    Files.writeString(root.resolve("data/file"), "hello");
    secret = folder.resolve("secret");
    Files.writeString(secret, "secret");
    Files.createSymbolicLink(root.resolve("absolute"), secret);
    Files.createSymbolicLink(root.resolve("up"), Path.of("../secret"));
    Files.createSymbolicLink(root.resolve("upper"), Path.of("../../../../../../../etc/passwd"));
    Files.createSymbolicLink(root.resolve("out"), folder);
    Files.createSymbolicLink(root.resolve("self"), Path.of("/proc/self/root"));
    Files.createSymbolicLink(root.resolve("inside"), Path.of("/data/file"));
  }

  /** One answer for one request, on a server of its own. */
  private ByteBuffer ask(boolean readOnly, Packet... requests) throws IOException {
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    for (Packet each : requests) {
      in.writeBytes(each.framed());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SftpServer server = new SftpServer(root, readOnly)) {
      server.serve(new ByteArrayInputStream(in.toByteArray()), out);
    }
    ByteBuffer answers = ByteBuffer.wrap(out.toByteArray());
    ByteBuffer last = ByteBuffer.allocate(0);
    while (answers.hasRemaining()) {
      int length = answers.getInt();
      last = answers.slice(answers.position(), length);
      answers.position(answers.position() + length);
    }
    return last;
  }

  private static Packet open(String path, int flags) {
    return new Packet(3).number(1).text(path).number(flags).number(0);
  }

  private static int status(ByteBuffer answer) {
    assertThat(answer.get()).isEqualTo((byte) STATUS);
    assertThat(answer.getInt()).isEqualTo(1);
    return answer.getInt();
  }

  @Test
  void readsWhatIsInside() throws IOException {
    for (String path : List.of("/data/file", "data/file", "/../data/../../data/file", "inside")) {
      ByteBuffer answer =
          ask(true, open(path, 1), new Packet(5).number(1).text("1").longNumber(1).number(100));
      assertThat(answer.get()).as(path).isEqualTo((byte) DATA);
      assertThat(answer.getInt()).isEqualTo(1);
      assertThat(new String(Packet.bytes(answer), StandardCharsets.UTF_8)).isEqualTo("ello");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret",
        "../secret",
        "data/../../secret",
        "/data/../../../../../../../../../etc/shadow",
        "absolute",
        "up",
        "upper",
        "out/secret",
        "self/etc/passwd",
        "/proc/self/root/etc/passwd",
        "//..//..//secret",
        "data/./.././../secret"
      })
  void nothingLeadsOut(String path) throws IOException {
    assertThat(status(ask(false, open(path, 1)))).as("open " + path).isNotZero();
    assertThat(status(ask(false, new Packet(17).number(1).text(path)))).as("stat").isNotZero();
    assertThat(status(ask(false, new Packet(11).number(1).text(path)))).as("list").isNotZero();
    // What can be written lands inside, never outside.
    var _ = ask(false, open(path, 2 | 8 | 16));
    var _ = ask(false, new Packet(9).number(1).text(path).number(4).number(0777));
    assertThat(Files.readString(secret)).isEqualTo("secret");
    assertThat(Files.exists(folder.resolve("root"))).isTrue();
  }

  @Test
  void namesAreActedOnInside() throws IOException {
    assertThat(status(ask(false, new Packet(13).number(1).text("../secret")))).isNotZero();
    assertThat(status(ask(false, new Packet(13).number(1).text("/data/..")))).isNotZero();
    assertThat(status(ask(false, new Packet(14).number(1).text("../made").number(0)))).isZero();
    assertThat(root.resolve("made")).isDirectory();
    assertThat(folder.resolve("made")).doesNotExist();
    assertThat(status(ask(false, new Packet(18).number(1).text("/data/file").text("../../moved"))))
        .isZero();
    assertThat(root.resolve("moved")).hasContent("hello");
    // A link may say anything; what it leads to is decided when it is used.
    assertThat(status(ask(false, new Packet(20).number(1).text("/etc/passwd").text("link"))))
        .isZero();
    assertThat(status(ask(false, open("link", 1)))).isNotZero();
    // Removing a link removes the link.
    assertThat(status(ask(false, new Packet(13).number(1).text("absolute")))).isZero();
    assertThat(secret).exists();
  }

  @Test
  void readOnlyMeansNoChange() throws IOException {
    for (Packet change :
        List.of(
            open("/data/new", 2 | 8),
            open("/data/file", 1 | 16),
            new Packet(9).number(1).text("/data/file").number(4).number(0),
            new Packet(13).number(1).text("/data/file"),
            new Packet(14).number(1).text("/data/dir").number(0),
            new Packet(15).number(1).text("/data"),
            new Packet(18).number(1).text("/data/file").text("/data/other"),
            new Packet(20).number(1).text("x").text("/data/link"),
            new Packet(200)
                .number(1)
                .text("posix-rename@openssh.com")
                .text("/data/file")
                .text("/data/other"))) {
      assertThat(status(ask(true, change))).isEqualTo(3);
    }
    assertThat(root.resolve("data")).isDirectoryContaining("glob:**/file");
  }

  @Test
  void writesAndLists() throws IOException {
    ByteBuffer written =
        ask(
            false,
            open("/data/new", 2 | 8 | 16),
            new Packet(6)
                .number(1)
                .text("1")
                .longNumber(2)
                .bytes("xyz".getBytes(StandardCharsets.US_ASCII)));
    assertThat(status(written)).isZero();
    assertThat(root.resolve("data/new")).hasBinaryContent(new byte[] {0, 0, 'x', 'y', 'z'});
    ByteBuffer names =
        ask(false, new Packet(11).number(1).text("/data"), new Packet(12).number(1).text("1"));
    assertThat(names.get()).isEqualTo((byte) NAME);
    assertThat(names.getInt()).isEqualTo(1);
    assertThat(names.getInt()).isEqualTo(4);
    ByteBuffer attributes = ask(false, new Packet(7).number(1).text("/up"));
    assertThat(attributes.get()).isEqualTo((byte) ATTRS);
    attributes.position(attributes.position() + 8);
    assertThat(attributes.getLong()).as("a link's own size").isEqualTo("../secret".length());
  }

  @Test
  void brokenPacketsAreRefused() throws IOException {
    assertThat(status(ask(false, new Packet(5).number(1).text("none").longNumber(0).number(1))))
        .isEqualTo(5);
    assertThat(status(ask(false, new Packet(3).number(1).number(1 << 30)))).isEqualTo(4);
    assertThat(status(ask(false, new Packet(99).number(1)))).isEqualTo(8);
    ByteBuffer version = ask(false, new Packet(1).number(6));
    assertThat(version.get()).isEqualTo((byte) 2);
    assertThat(version.getInt()).isEqualTo(3);
    assertThat(ask(false, open("/data/file", 1)).get()).isEqualTo((byte) HANDLE);
  }
}
