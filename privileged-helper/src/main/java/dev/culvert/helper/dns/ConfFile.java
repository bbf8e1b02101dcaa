package dev.culvert.helper.dns;

import dev.culvert.helper.journal.OriginalFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configuration file that is replaced and put back as a whole: programs that read it see the old
 * or the new one, never a part. Where it is a bind mount (containers) a rename onto it is refused
 * (EBUSY), and it is written in place.
 */
final class ConfFile {
  private static final Logger LOG = LoggerFactory.getLogger(ConfFile.class);
  private static final int DEFAULT_MODE = 0644;

  private final Path path;

  ConfFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** What is there, not following a symbolic link. */
  OriginalFile snapshot() throws IOException {
    if (Files.isSymbolicLink(path)) {
      return new OriginalFile.SymbolicLink(Files.readSymbolicLink(path).toString());
    }
    try {
      byte[] bytes = Files.readAllBytes(path);
      Map<String, Object> attributes =
          Files.readAttributes(path, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
      return new OriginalFile.Regular(
          bytes,
          number(attributes, "mode") & 07777,
          number(attributes, "uid"),
          number(attributes, "gid"));
    } catch (NoSuchFileException e) {
      return new OriginalFile.Absent();
    }
  }

  /** The text that programs read here; empty when there is none. */
  String text() throws IOException {
    try {
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** The text that the original gives, following its link if it is one. */
  String textOf(OriginalFile original) throws IOException {
    return switch (original) {
      case OriginalFile.Absent o -> "";
      case OriginalFile.Regular o -> new String(o.bytes(), StandardCharsets.ISO_8859_1);
      case OriginalFile.SymbolicLink o -> {
        Path target = path.resolveSibling(o.target());
        yield Files.isRegularFile(target)
            ? Files.readString(target, StandardCharsets.ISO_8859_1)
            : "";
      }
    };
  }

  /**
   * Replaces whatever is there by a file of this text; a regular file's mode and owner stay.
   *
   * @return whether it had to be written in place
   */
  boolean replace(String text) throws IOException {
    OriginalFile before = snapshot();
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    OriginalFile.Regular ours =
        before instanceof OriginalFile.Regular file
            ? new OriginalFile.Regular(bytes, file.mode(), file.uid(), file.gid())
            : new OriginalFile.Regular(bytes, DEFAULT_MODE, 0, 0);
    return put(ours);
  }

  /** Puts this there. */
  boolean put(OriginalFile wanted) throws IOException {
    Path temporary = path.resolveSibling("." + path.getFileName() + ".culvert-new");
    try {
      Files.deleteIfExists(temporary);
      switch (wanted) {
        case OriginalFile.Absent file -> {
          Files.deleteIfExists(path);
          return false;
        }
        case OriginalFile.SymbolicLink link ->
            Files.createSymbolicLink(temporary, Path.of(link.target()));
        case OriginalFile.Regular file -> write(temporary, file);
      }
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      force(path.resolveSibling("."));
      return false;
    } catch (FileSystemException e) {
      Files.deleteIfExists(temporary);
      if (!(wanted instanceof OriginalFile.Regular file) || Files.isSymbolicLink(path)) {
        throw e;
      }
      LOG.info("{} cannot be replaced ({}); it is written in place", path, e.getReason());
      overwrite(file.bytes());
      return true;
    }
  }

  private void overwrite(byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      writeAll(channel, bytes);
    }
  }

  private static void write(Path temporary, OriginalFile.Regular file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      // Owner before mode: a change of owner takes set-id bits away.
      own(temporary, "unix:uid", file.uid());
      own(temporary, "unix:gid", file.gid());
      Files.setAttribute(temporary, "unix:mode", file.mode());
      writeAll(channel, file.bytes());
    }
  }

  /** Only a change: the service's filter of system calls refuses chown, also one to what is. */
  private static void own(Path path, String attribute, int wanted) throws IOException {
    if (!Integer.valueOf(wanted).equals(Files.getAttribute(path, attribute))) {
      Files.setAttribute(path, attribute, wanted);
    }
  }

  private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    channel.force(true);
  }

  /** A rename is on the disk when its directory is. */
  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static int number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Integer value ? value : 0;
  }
}
