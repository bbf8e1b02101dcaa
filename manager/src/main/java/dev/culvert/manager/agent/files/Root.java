package dev.culvert.manager.agent.files;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A directory out of which no path leads. Every path of a client is resolved by the kernel, inside
 * (openat2, RESOLVE_IN_ROOT), in one step to a descriptor; what is done then is done to that
 * descriptor. There is no check that a change of the tree in between could make untrue.
 */
final class Root implements AutoCloseable {
  private static final long INSIDE =
      SystemCalls.RESOLVE_IN_ROOT | SystemCalls.RESOLVE_NO_MAGICLINKS;

  private final int fd;

  private Root(int fd) {
    this.fd = fd;
  }

  /** An open file or directory; or only its place, for looking. */
  record Opened(int fd) implements AutoCloseable {
    /** What the kernel leads to exactly this, whatever has become of its name. */
    Path path() {
      return Path.of("/proc/self/fd", Integer.toString(fd));
    }

    @Override
    public void close() {
      SystemCalls.close(fd);
    }
  }

  /** A name in a directory that is held. */
  record Named(Opened directory, String name) implements AutoCloseable {
    Path path() {
      return directory.path().resolve(name);
    }

    @Override
    public void close() {
      directory.close();
    }
  }

  /**
   * @param directory is followed: it is the operator's, not the client's
   */
  static Root open(Path directory) throws IOException {
    return new Root(
        SystemCalls.openat2(
            SystemCalls.AT_FDCWD,
            directory + "/",
            SystemCalls.O_PATH | SystemCalls.O_DIRECTORY,
            0,
            0));
  }

  /** Opens with these flags. */
  Opened open(String path, int flags, int mode) throws IOException {
    return new Opened(
        SystemCalls.openat2(fd, rooted(path), flags | SystemCalls.O_NONBLOCK, mode, INSIDE));
  }

  /** Its place, to look at it. */
  Opened look(String path, boolean followLast) throws IOException {
    return new Opened(
        SystemCalls.openat2(
            fd,
            rooted(path),
            SystemCalls.O_PATH | (followLast ? 0 : SystemCalls.O_NOFOLLOW),
            0,
            INSIDE));
  }

  /** The directory in which the path's last name is, for acts on the name itself. */
  Named parent(String path) throws IOException {
    String clean = rooted(path);
    while (clean.length() > 1 && clean.endsWith("/")) {
      clean = clean.substring(0, clean.length() - 1);
    }
    int slash = clean.lastIndexOf('/');
    String name = clean.substring(slash + 1);
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new SystemCalls.Errno("\"" + path + "\" ends with no name", SystemCalls.Errno.EACCES);
    }
    return new Named(
        new Opened(
            SystemCalls.openat2(
                fd,
                clean.substring(0, slash + 1),
                SystemCalls.O_PATH | SystemCalls.O_DIRECTORY,
                0,
                INSIDE)),
        name);
  }

  private static String rooted(String path) throws IOException {
    if (path.indexOf('\0') >= 0) {
      throw new SystemCalls.Errno("a path with a zero byte", SystemCalls.Errno.EACCES);
    }
    return path.startsWith("/") ? path : "/" + path;
  }

  @Override
  public void close() {
    SystemCalls.close(fd);
  }
}
