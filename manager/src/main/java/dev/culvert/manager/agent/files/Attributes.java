package dev.culvert.manager.agent.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/** A file's attributes in SFTP's form (section 5): size, owner, mode, times. */
final class Attributes {
  private static final int SIZE = 1;
  private static final int OWNER = 2;
  private static final int MODE = 4;
  private static final int TIMES = 8;
  private static final int EXTENDED = 0x80000000;

  private Attributes() {}

  /**
   * Of what the path leads to; {@code /proc/self/fd/N} leads to exactly that file, also when it is
   * a link.
   */
  static Packet of(Path path, LinkOption... options) throws IOException {
    Map<String, Object> all = Files.readAttributes(path, "unix:*", options);
    return new Packet(0)
        .number(SIZE | OWNER | MODE | TIMES)
        .longNumber(((Number) get(all, "size")).longValue())
        .number((int) get(all, "uid"))
        .number((int) get(all, "gid"))
        .number((int) get(all, "mode"))
        .number(seconds(get(all, "lastAccessTime")))
        .number(seconds(get(all, "lastModifiedTime")));
  }

  /** As `ls -l` shows it, for clients that print it. */
  static String line(String name, Path path) throws IOException {
    Map<String, Object> all = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
    return "%06o %d %s"
        .formatted((int) get(all, "mode"), ((Number) get(all, "size")).longValue(), name);
  }

  private static Object get(Map<String, Object> all, String name) throws IOException {
    Object value = all.get(name);
    if (value == null) {
      throw new IOException("the system tells no " + name);
    }
    return value;
  }

  private static int seconds(Object time) {
    return (int) ((FileTime) time).toInstant().getEpochSecond();
  }

  /** The mode that an open or mkdir asks for. */
  static int mode(ByteBuffer in, int otherwise) throws IOException {
    int flags = Packet.number(in);
    if ((flags & SIZE) != 0) {
      Packet.longNumber(in);
    }
    if ((flags & OWNER) != 0) {
      Packet.longNumber(in);
    }
    return (flags & MODE) != 0 ? Packet.number(in) & 07777 : otherwise;
  }

  /** Sets what the client sends. */
  static void set(Path path, ByteBuffer in) throws IOException {
    int flags = Packet.number(in);
    if ((flags & SIZE) != 0) {
      long size = Packet.longNumber(in);
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        if (size <= file.size()) {
          file.truncate(size);
        } else {
          // Longer: the last byte makes it so long, with a hole before it.
          file.write(ByteBuffer.allocate(1), size - 1);
        }
      }
    }
    if ((flags & OWNER) != 0) {
      int uid = Packet.number(in);
      int gid = Packet.number(in);
      Files.setAttribute(path, "unix:uid", uid);
      Files.setAttribute(path, "unix:gid", gid);
    }
    if ((flags & MODE) != 0) {
      Files.setAttribute(path, "unix:mode", Packet.number(in) & 07777);
    }
    if ((flags & TIMES) != 0) {
      FileTime access = FileTime.from(Instant.ofEpochSecond(Packet.number(in) & 0xffffffffL));
      FileTime modified = FileTime.from(Instant.ofEpochSecond(Packet.number(in) & 0xffffffffL));
      Files.getFileAttributeView(path, BasicFileAttributeView.class)
          .setTimes(modified, access, null);
    }
    if ((flags & EXTENDED) != 0) {
      throw new IOException("extended attributes are not supported");
    }
  }
}
