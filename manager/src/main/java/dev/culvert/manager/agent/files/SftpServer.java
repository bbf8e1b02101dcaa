package dev.culvert.manager.agent.files;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SFTP version 3 (draft-ietf-secsh-filexfer-02), with the extensions that sshfs uses: posix-rename
 * and fsync. One client; blocking; ends when the client does.
 */
public final class SftpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SftpServer.class);
  private static final int MOST = 256 << 10;
  private static final int MOST_HANDLES = 4096;
  private static final int NAMES_AT_ONCE = 128;

  private final Root root;
  private final boolean readOnly;
  private final Map<String, Handle> handles = new HashMap<>();
  private int lastHandle;

  /** What the client holds open. */
  private sealed interface Handle {
    void close();

    /** A file. */
    record Of(Root.Opened file, boolean append) implements Handle {
      @Override
      public void close() {
        file.close();
      }
    }

    /** A directory, with the names not told yet. */
    record Listing(Root.Opened directory, Iterator<String> names) implements Handle {
      @Override
      public void close() {
        directory.close();
      }
    }
  }

  /** The client broke a rule; it is told, and nothing was done. */
  private static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refusal(int status, String text) {
      super(text);
      this.status = status;
    }
  }

  private static final int OK = 0;
  private static final int EOF = 1;
  private static final int NO_SUCH_FILE = 2;
  private static final int DENIED = 3;
  private static final int FAILURE = 4;
  private static final int BAD_MESSAGE = 5;
  private static final int UNSUPPORTED = 8;

  /**
   * @param directory out of which nothing leads
   */
  public SftpServer(Path directory, boolean readOnly) throws IOException {
    this.root = Root.open(directory);
    this.readOnly = readOnly;
  }

  /** Serves until the input ends. */
  public void serve(InputStream input, OutputStream output) throws IOException {
    DataInputStream in = new DataInputStream(input);
    while (true) {
      int length;
      try {
        length = in.readInt();
      } catch (java.io.EOFException e) {
        LOG.debug("the client has gone", e);
        return;
      }
      if (length < 1 || length > MOST + 1024) {
        throw new IOException("a packet of " + length + " bytes; at most " + MOST);
      }
      byte[] body = new byte[length];
      in.readFully(body);
      ByteBuffer packet = ByteBuffer.wrap(body);
      output.write(answer(packet).framed());
      output.flush();
    }
  }

  private Packet answer(ByteBuffer in) throws IOException {
    int type = in.get() & 0xff;
    if (type == 1) {
      return new Packet(2)
          .number(3)
          .text("posix-rename@openssh.com")
          .text("1")
          .text("fsync@openssh.com")
          .text("1");
    }
    int id = Packet.number(in);
    try {
      return act(type, id, in);
    } catch (Refusal e) {
      return status(id, e.status, String.valueOf(e.getMessage()));
    } catch (SystemCalls.Errno e) {
      return status(
          id,
          switch (e.number()) {
            case SystemCalls.Errno.ENOENT, SystemCalls.Errno.ENOTDIR -> NO_SUCH_FILE;
            case SystemCalls.Errno.EACCES, SystemCalls.Errno.EPERM, SystemCalls.Errno.EROFS ->
                DENIED;
            default -> FAILURE;
          },
          String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      return status(id, NO_SUCH_FILE, "no such file");
    } catch (AccessDeniedException e) {
      return status(id, DENIED, "permission denied");
    } catch (FileSystemException e) {
      return status(id, FAILURE, String.valueOf(e.getReason()));
    } catch (IOException | RuntimeException e) {
      return status(id, FAILURE, String.valueOf(e.getMessage()));
    }
  }

  private static Packet status(int id, int code, String text) {
    return new Packet(101).number(id).number(code).text(text).text("en");
  }

  private static Packet done(int id) {
    return status(id, OK, "");
  }

  private Packet act(int type, int id, ByteBuffer in) throws IOException {
    return switch (type) {
      case 3 -> open(id, in);
      case 4 -> {
        Handle handle = handles.remove(Packet.text(in));
        if (handle != null) {
          handle.close();
        }
        yield done(id);
      }
      case 5 -> read(id, in);
      case 6 -> write(id, in);
      case 7 -> attributes(id, Packet.text(in), false);
      case 17 -> attributes(id, Packet.text(in), true);
      case 8 -> {
        Root.Opened opened = opened(in);
        yield new Packet(105).number(id).raw(Attributes.of(opened.path()));
      }
      case 9 -> {
        change();
        try (Root.Opened place = root.look(Packet.text(in), true)) {
          Attributes.set(place.path(), in);
        }
        yield done(id);
      }
      case 10 -> {
        change();
        Attributes.set(opened(in).path(), in);
        yield done(id);
      }
      case 11 -> openDirectory(id, Packet.text(in));
      case 12 -> list(id, in);
      case 13 -> remove(id, Packet.text(in), false);
      case 14 -> makeDirectory(id, in);
      case 15 -> remove(id, Packet.text(in), true);
      case 16 -> name(id, real(Packet.text(in)));
      case 18 -> rename(id, Packet.text(in), Packet.text(in), false);
      case 19 -> {
        try (Root.Named link = root.parent(Packet.text(in))) {
          yield name(id, Files.readSymbolicLink(link.path()).toString());
        }
      }
      case 20 -> {
        change();
        // OpenSSH has the two turned round, and every client follows it.
        String target = Packet.text(in);
        try (Root.Named link = root.parent(Packet.text(in))) {
          Files.createSymbolicLink(link.path(), Path.of(target));
        }
        yield done(id);
      }
      case 200 -> extended(id, in);
      default -> throw new Refusal(UNSUPPORTED, "there is no request " + type);
    };
  }

  private void change() throws Refusal {
    if (readOnly) {
      throw new Refusal(DENIED, "these files are attached read-only");
    }
  }

  private String hold(Handle handle) throws Refusal {
    if (handles.size() >= MOST_HANDLES) {
      handle.close();
      throw new Refusal(FAILURE, MOST_HANDLES + " files are open, which is the most");
    }
    String name = Integer.toString(++lastHandle);
    handles.put(name, handle);
    return name;
  }

  private Root.Opened opened(ByteBuffer in) throws IOException {
    return switch (held(in)) {
      case Handle.Of file -> file.file();
      case Handle.Listing listing -> listing.directory();
    };
  }

  private Handle held(ByteBuffer in) throws IOException {
    Handle handle = handles.get(Packet.text(in));
    if (handle == null) {
      throw new Refusal(BAD_MESSAGE, "there is no such handle");
    }
    return handle;
  }

  private Packet open(int id, ByteBuffer in) throws IOException {
    String path = Packet.text(in);
    int wanted = Packet.number(in);
    boolean write = (wanted & 2) != 0;
    int flags = !write ? 0 : (wanted & 1) != 0 ? SystemCalls.O_RDWR : SystemCalls.O_WRONLY;
    boolean append = (wanted & 4) != 0;
    flags |= (wanted & 8) != 0 ? SystemCalls.O_CREAT : 0;
    flags |= (wanted & 16) != 0 ? SystemCalls.O_TRUNC : 0;
    flags |= (wanted & 32) != 0 ? SystemCalls.O_EXCL : 0;
    flags |= append ? SystemCalls.O_APPEND : 0;
    if (write || (wanted & (8 | 16)) != 0) {
      change();
    }
    int mode = Attributes.mode(in, 0644);
    Root.Opened file = root.open(path, flags, mode);
    return new Packet(102).number(id).text(hold(new Handle.Of(file, append)));
  }

  private Packet read(int id, ByteBuffer in) throws IOException {
    Handle handle = held(in);
    long offset = Packet.longNumber(in);
    int length = Math.min(Packet.number(in), MOST);
    if (!(handle instanceof Handle.Of file) || length < 0 || offset < 0) {
      throw new Refusal(BAD_MESSAGE, "this cannot be read");
    }
    byte[] bytes = new byte[length];
    int count = SystemCalls.pread(file.file().fd(), bytes, length, offset);
    return count == 0 && length > 0
        ? status(id, EOF, "")
        : new Packet(103).number(id).bytes(bytes, count);
  }

  private Packet write(int id, ByteBuffer in) throws IOException {
    change();
    Handle handle = held(in);
    long offset = Packet.longNumber(in);
    int length = Packet.number(in);
    if (!(handle instanceof Handle.Of file)
        || length < 0
        || length > in.remaining()
        || offset < 0) {
      throw new Refusal(BAD_MESSAGE, "this cannot be written");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    SystemCalls.pwrite(file.file().fd(), bytes, 0, length, offset);
    return done(id);
  }

  private Packet attributes(int id, String path, boolean follow) throws IOException {
    try (Root.Opened place = root.look(path, follow)) {
      return new Packet(105).number(id).raw(Attributes.of(place.path()));
    }
  }

  private Packet openDirectory(int id, String path) throws IOException {
    Root.Opened directory = root.open(path, SystemCalls.O_DIRECTORY, 0);
    List<String> names = new ArrayList<>(List.of(".", ".."));
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.path())) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
    return new Packet(102).number(id).text(hold(new Handle.Listing(directory, names.iterator())));
  }

  private Packet list(int id, ByteBuffer in) throws IOException {
    if (!(held(in) instanceof Handle.Listing listing)) {
      throw new Refusal(BAD_MESSAGE, "this is no directory");
    }
    List<Packet> told = new ArrayList<>();
    while (listing.names().hasNext() && told.size() < NAMES_AT_ONCE) {
      String name = listing.names().next();
      // The directory above is none of the client's business: it is told this one's.
      Path path =
          name.equals("..") ? listing.directory().path() : listing.directory().path().resolve(name);
      try {
        LinkOption[] options =
            name.equals("..") ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        told.add(
            new Packet(0)
                .text(name)
                .text(Attributes.line(name, path))
                .raw(Attributes.of(path, options)));
      } catch (NoSuchFileException e) {
        LOG.debug("gone while it was listed", e);
      }
    }
    if (told.isEmpty() && !listing.names().hasNext()) {
      return status(id, EOF, "");
    }
    Packet answer = new Packet(104).number(id).number(told.size());
    told.forEach(answer::raw);
    return answer;
  }

  private Packet remove(int id, String path, boolean directory) throws IOException {
    change();
    try (Root.Named name = root.parent(path)) {
      if (Files.isDirectory(name.path(), LinkOption.NOFOLLOW_LINKS) != directory) {
        throw new Refusal(FAILURE, directory ? "not a directory" : "is a directory");
      }
      Files.delete(name.path());
    }
    return done(id);
  }

  private Packet makeDirectory(int id, ByteBuffer in) throws IOException {
    change();
    try (Root.Named name = root.parent(Packet.text(in))) {
      int mode = Attributes.mode(in, 0755);
      Files.createDirectory(name.path());
      Files.setAttribute(name.path(), "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException e) {
      LOG.debug("the mode is the system's", e);
    }
    return done(id);
  }

  private Packet rename(int id, String from, String to, boolean replace) throws IOException {
    change();
    try (Root.Named old = root.parent(from);
        Root.Named fresh = root.parent(to)) {
      if (!replace && Files.exists(fresh.path(), LinkOption.NOFOLLOW_LINKS)) {
        throw new Refusal(FAILURE, "file exists");
      }
      Files.move(old.path(), fresh.path(), StandardCopyOption.ATOMIC_MOVE);
    }
    return done(id);
  }

  private Packet extended(int id, ByteBuffer in) throws IOException {
    String name = Packet.text(in);
    return switch (name) {
      case "posix-rename@openssh.com" -> rename(id, Packet.text(in), Packet.text(in), true);
      case "fsync@openssh.com" -> {
        SystemCalls.fsync(opened(in).fd());
        yield done(id);
      }
      default -> throw new Refusal(UNSUPPORTED, "there is no request " + name);
    };
  }

  /**
   * An absolute path without dots; links in it stay as they are, and are resolved inside when used.
   */
  private static String real(String path) {
    Path normal = Path.of("/").resolve(path).normalize();
    return normal.toString();
  }

  private static Packet name(int id, String path) {
    return new Packet(104).number(id).number(1).text(path).text(path).number(0);
  }

  @Override
  public void close() {
    handles.values().forEach(Handle::close);
    handles.clear();
    root.close();
  }
}
