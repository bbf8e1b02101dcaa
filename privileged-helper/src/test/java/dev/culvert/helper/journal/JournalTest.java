package dev.culvert.helper.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class JournalTest {
  @TempDir Path temporary;

  static Stream<Change> changes() {
    Path path = Path.of("/etc/resolv.conf");
    byte[] bytes = "nameserver 1.1.1.1\nsearch größe\n".getBytes(StandardCharsets.ISO_8859_1);
    return Stream.of(
        new Change.DeviceCreated("culvert0"),
        new Change.AddressAdded("culvert0", IpAddress.parse("fd00::1")),
        new Change.RouteAdded("culvert0", Prefix.parse("10.96.0.0/12")),
        new Change.ResolvedLinkChanged("culvert0", 7),
        new Change.ResolvConfReplaced(
            path, new OriginalFile.Regular(bytes, 0644, 0, 5), "# Written by Culvert, session 1"),
        new Change.ResolvConfReplaced(
            path, new OriginalFile.SymbolicLink("../run/a b=c+d%"), "# mark"),
        new Change.ResolvConfReplaced(path, new OriginalFile.Absent(), "# mark"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void everyKindIsReadAsItWasWritten(Change change) throws IOException {
    try (Journal journal = open()) {
      journal.record(change);
    }
    try (Journal journal = open()) {
      assertThat(journal.unsettled()).extracting(Journal.Entry::change).containsExactly(change);
    }
  }

  @Test
  void theNewestIsFirstAndTheSettledAreGone() throws IOException {
    try (Journal journal = open()) {
      List<Journal.Entry> entries = journal.record(changes().toList());
      journal.settle(List.of(entries.get(1), entries.get(6)));
    }
    try (Journal journal = open()) {
      assertThat(journal.unsettled())
          .extracting(Journal.Entry::number)
          .containsExactly(6L, 5L, 4L, 3L, 1L);
      journal.record(new Change.DeviceCreated("culvert1"));
      assertThat(journal.unsettled().getFirst().number()).isEqualTo(8);
      journal.settle(journal.unsettled());
      assertThat(text()).isEqualTo("culvert-journal 1\n");
    }
  }

  /** Whatever part of the last line reached the disk, the lines before it count. */
  @Test
  void aTornTailIsLeftOut() throws IOException {
    try (Journal journal = open()) {
      journal.record(new Change.DeviceCreated("culvert0"));
      journal.record(new Change.RouteAdded("culvert0", Prefix.parse("10.96.0.0/12")));
    }
    byte[] whole = Files.readAllBytes(file());
    int lastLine = text().lastIndexOf('\n', whole.length - 2) + 1;
    for (int length = lastLine; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      try (Journal journal = open()) {
        assertThat(journal.unsettled())
            .extracting(Journal.Entry::change)
            .containsExactly(new Change.DeviceCreated("culvert0"));
        journal.record(new Change.DeviceCreated("culvert1"));
      }
      try (Journal journal = open()) {
        assertThat(journal.unsettled()).hasSize(2);
      }
    }
  }

  @Test
  void aDamagedLineIsPassedOver() throws IOException {
    try (Journal journal = open()) {
      journal.record(new Change.DeviceCreated("culvert0"));
    }
    Files.writeString(
        file(), "deadbeef 2 + device-created device=x\nrubbish\n", StandardOpenOption.APPEND);
    try (Journal journal = open()) {
      assertThat(journal.unsettled()).hasSize(1);
    }
  }

  @Test
  void aFileOfANewerVersionIsNotTouched() throws IOException {
    open().close();
    Files.writeString(file(), "culvert-journal 2\nsomething\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("culvert-journal 2");
    assertThat(text()).isEqualTo("culvert-journal 2\nsomething\n");
  }

  @Test
  void isForItsOwnerAloneAndForOneAtATime() throws IOException {
    Files.createDirectory(temporary.resolve("journal"));
    try (Journal journal = open()) {
      assertThat(Files.getPosixFilePermissions(journal.directory()))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another Culvert helper is running");
    }
    open().close();
  }

  @Test
  void anInterruptedThreadCanWriteAndBreaksNothing() throws IOException {
    try (Journal journal = open()) {
      Thread.currentThread().interrupt();
      journal.record(new Change.DeviceCreated("culvert0"));
      assertThat(Thread.interrupted()).isTrue();
      journal.settle(journal.unsettled());
      assertThat(journal.unsettled()).isEmpty();
    }
  }

  private Journal open() throws IOException {
    return Journal.open(temporary.resolve("journal"));
  }

  private Path file() {
    return temporary.resolve("journal/journal");
  }

  private String text() throws IOException {
    return Files.readString(file());
  }
}
