package dev.culvert.helper.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Where the helper's socket lies. The directory is this process's own and closed to everybody else
 * from before the socket is bound until it is guarded; nobody can reach a socket that is not ready,
 * or put another in its place.
 */
public final class SocketPlace {
  private static final Set<PosixFilePermission> CLOSED =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");

  /** Everybody may connect; what they may do is decided by who they are. */
  private static final Set<PosixFilePermission> SOCKET =
      PosixFilePermissions.fromString("rw-rw-rw-");

  private final Path socket;
  private final Path directory;

  /** For a socket at this path; its directory is the helper's alone. */
  public SocketPlace(Path socket) {
    this.socket = socket.toAbsolutePath().normalize();
    Path parent = this.socket.getParent();
    if (parent == null || parent.getParent() == null) {
      throw new IllegalArgumentException(
          "the socket needs a directory of its own, as /run/culvert/helper.sock, not " + socket);
    }
    directory = parent;
  }

  /** The socket's path. */
  public Path socket() {
    return socket;
  }

  /** The directory. */
  public Path directory() {
    return directory;
  }

  /**
   * Makes the directory, closes it and removes a socket that an earlier process left.
   *
   * @throws IOException when the directory is not this user's own, or what lies at the path is not
   *     a socket
   */
  public void prepare() throws IOException {
    Path above = directory.getParent();
    if (above != null) {
      Files.createDirectories(above);
    }
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(CLOSED));
    }
    PosixFileAttributes attributes =
        Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isDirectory()) {
      throw new IOException(directory + " must be a directory of the helper's own, not a link");
    }
    String self = owner(Path.of("/proc/self"));
    if (!attributes.owner().getName().equals(self)) {
      throw new IOException(
          directory + " belongs to " + attributes.owner().getName() + ", and must to " + self);
    }
    Files.setPosixFilePermissions(directory, CLOSED);
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.readAttributes(socket, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        throw new IOException(socket + " is there and is not a socket; it is not touched");
      }
      Files.delete(socket);
    }
  }

  /** The socket is bound and guarded: lets others in. */
  public void open() throws IOException {
    Files.setPosixFilePermissions(socket, SOCKET);
    Files.setPosixFilePermissions(directory, OPEN);
  }

  /** Removes the socket. */
  public void remove() throws IOException {
    Files.deleteIfExists(socket);
  }

  private static String owner(Path path) throws IOException {
    return Files.getOwner(path).getName();
  }
}
