package dev.culvert.app.files;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * SFTP, version 3 (draft-ietf-secsh-filexfer-02), as far as looking and fetching need it. Blocking;
 * one thread.
 */
public final class RemoteFiles {
  private static final int VERSION = 3;
  private static final int LARGEST_PACKET = 1 << 20;
  private static final int AT_ONCE = 32 << 10;

  /** So many reads are under way: over a slow road one at a time would wait most of the time. */
  private static final int UNDER_WAY = 32;

  private static final int OPEN_READ = 1;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final int KIND = 0170000;

  private final DataInputStream in;
  private final DataOutputStream out;
  private int requests;

  /** A file, directory or link; size and time may not be known. */
  public record Entry(String name, long size, int permissions, Optional<Instant> modified) {
    /** Whether it is a directory. */
    public boolean isDirectory() {
      return (permissions & KIND) == DIRECTORY;
    }

    /** Whether it is a symbolic link. */
    public boolean isLink() {
      return (permissions & KIND) == LINK;
    }
  }

  private RemoteFiles(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = new DataOutputStream(out);
  }

  /** Greets the server on a stream; both stay the caller's to close. */
  public static RemoteFiles open(InputStream in, OutputStream out) throws IOException {
    RemoteFiles files = new RemoteFiles(in, out);
    files.send(Type.INIT, fields -> fields.writeInt(VERSION));
    Answer answer = files.receive();
    if (answer.type() != Type.VERSION) {
      throw new IOException("the other side speaks no SFTP");
    }
    return files;
  }

  /** What is in a directory, by name, without itself and its parent. */
  public List<Entry> list(String directory) throws IOException {
    byte[] handle = handle(ask(Type.OPENDIR, fields -> text(fields, directory)), directory);
    List<Entry> entries = new ArrayList<>();
    try {
      for (Answer answer = ask(Type.READDIR, fields -> bytes(fields, handle));
          answer.type() == Type.NAME;
          answer = ask(Type.READDIR, fields -> bytes(fields, handle))) {
        int count = answer.body().getInt();
        for (int i = 0; i < count; i++) {
          String name = text(answer.body());
          text(answer.body()); // The line that ls would print; what it says follows.
          Entry entry = attributes(name, answer.body());
          if (!name.equals(".") && !name.equals("..")) {
            entries.add(entry);
          }
        }
      }
    } finally {
      close(handle);
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  /** What a path is; links are followed. */
  public Entry look(String path) throws IOException {
    Answer answer = ask(Type.STAT, fields -> text(fields, path));
    if (answer.type() != Type.ATTRS) {
      throw refused(answer, path);
    }
    return attributes(path.substring(path.lastIndexOf('/') + 1), answer.body());
  }

  /** Copies a file; returns how many bytes it had. */
  public long fetch(String path, OutputStream to) throws IOException {
    byte[] handle =
        handle(
            ask(
                Type.OPEN,
                fields -> {
                  text(fields, path);
                  fields.writeInt(OPEN_READ);
                  fields.writeInt(0);
                }),
            path);
    try {
      return read(handle, path, to);
    } finally {
      close(handle);
    }
  }

  private record Asked(int id, long offset, int length) {}

  private long read(byte[] handle, String path, OutputStream to) throws IOException {
    Deque<Asked> underWay = new ArrayDeque<>();
    long next = 0;
    long written = 0;
    boolean ended = false;
    while (true) {
      while (!ended && underWay.size() < UNDER_WAY) {
        underWay.add(new Asked(askForBytes(handle, next, AT_ONCE), next, AT_ONCE));
        next += AT_ONCE;
      }
      Asked first = underWay.poll();
      if (first == null) {
        return written;
      }
      Answer answer = answerTo(first.id());
      if (answer.type() == Type.STATUS) {
        if (answer.body().getInt() != Status.EOF) {
          throw refused(new Answer(answer.type(), answer.id(), answer.body().rewind()), path);
        }
        ended = true;
      } else if (answer.type() == Type.DATA && !ended) {
        byte[] data = bytes(answer.body());
        to.write(data);
        written += data.length;
        if (data.length < first.length()) {
          // Less than was asked for: it may be the end, or the rest has to be asked for again.
          drain(underWay);
          next = written;
        }
      }
    }
  }

  private void drain(Deque<Asked> underWay) throws IOException {
    for (Asked each = underWay.poll(); each != null; each = underWay.poll()) {
      answerTo(each.id());
    }
  }

  private int askForBytes(byte[] handle, long offset, int length) throws IOException {
    return request(
        Type.READ,
        fields -> {
          bytes(fields, handle);
          fields.writeLong(offset);
          fields.writeInt(length);
        });
  }

  private void close(byte[] handle) throws IOException {
    ask(Type.CLOSE, fields -> bytes(fields, handle));
  }

  private static byte[] handle(Answer answer, String path) throws IOException {
    if (answer.type() != Type.HANDLE) {
      throw refused(answer, path);
    }
    return bytes(answer.body());
  }

  private static IOException refused(Answer answer, String path) {
    if (answer.type() != Type.STATUS) {
      return new IOException(path + ": the server answered something else than was asked");
    }
    int code = answer.body().getInt();
    String said = answer.body().remaining() >= Integer.BYTES ? text(answer.body()) : "";
    return new IOException(
        path
            + ": "
            + switch (code) {
              case Status.NO_SUCH_FILE -> "there is no such file";
              case Status.PERMISSION_DENIED -> "the application itself may not read it";
              default -> said.isEmpty() ? "the server refused with " + code : said;
            });
  }

  private static Entry attributes(String name, ByteBuffer body) {
    int flags = body.getInt();
    long size = (flags & 1) == 0 ? 0 : body.getLong();
    if ((flags & 2) != 0) {
      body.getLong(); // User and group.
    }
    int permissions = (flags & 4) == 0 ? 0 : body.getInt();
    Optional<Instant> modified = Optional.empty();
    if ((flags & 8) != 0) {
      body.getInt(); // When it was read.
      modified = Optional.of(Instant.ofEpochSecond(Integer.toUnsignedLong(body.getInt())));
    }
    if (flags < 0) {
      for (int left = body.getInt(); left > 0; left--) {
        text(body);
        text(body);
      }
    }
    return new Entry(name, size, permissions, modified);
  }

  // Packets.

  private interface Fields {
    void write(DataOutputStream to) throws IOException;
  }

  private record Answer(int type, int id, ByteBuffer body) {}

  private Answer ask(int type, Fields fields) throws IOException {
    return answerTo(request(type, fields));
  }

  private int request(int type, Fields fields) throws IOException {
    int id = ++requests;
    send(
        type,
        to -> {
          to.writeInt(id);
          fields.write(to);
        });
    return id;
  }

  private void send(int type, Fields fields) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    DataOutputStream to = new DataOutputStream(packet);
    to.writeByte(type);
    fields.write(to);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    DataOutputStream framed = new DataOutputStream(whole);
    framed.writeInt(packet.size());
    packet.writeTo(framed);
    whole.writeTo(out);
    out.flush();
  }

  /** Our server answers in the order of the requests. */
  private Answer answerTo(int id) throws IOException {
    Answer answer = receive();
    if (answer.id() != id) {
      throw new IOException("the server answered something else than was asked");
    }
    return answer;
  }

  private Answer receive() throws IOException {
    int length = in.readInt();
    if (length < 1 + Integer.BYTES || length > LARGEST_PACKET) {
      throw new IOException("the other side speaks no SFTP");
    }
    byte[] packet = in.readNBytes(length);
    if (packet.length < length) {
      throw new EOFException("the pod's files are gone");
    }
    ByteBuffer body = ByteBuffer.wrap(packet);
    int type = body.get();
    int id = body.getInt();
    return new Answer(type, id, body.slice());
  }

  private static void text(DataOutputStream to, String text) throws IOException {
    bytes(to, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(DataOutputStream to, byte[] bytes) throws IOException {
    to.writeInt(bytes.length);
    to.write(bytes);
  }

  private static String text(ByteBuffer from) {
    return new String(bytes(from), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer from) {
    int length = from.getInt();
    if (length < 0 || length > from.remaining()) {
      throw new IllegalArgumentException("a field of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private static final class Type {
    static final int INIT = 1;
    static final int VERSION = 2;
    static final int OPEN = 3;
    static final int CLOSE = 4;
    static final int READ = 5;
    static final int OPENDIR = 11;
    static final int READDIR = 12;
    static final int STAT = 17;
    static final int STATUS = 101;
    static final int HANDLE = 102;
    static final int DATA = 103;
    static final int NAME = 104;
    static final int ATTRS = 105;

    private Type() {}
  }

  private static final class Status {
    static final int EOF = 1;
    static final int NO_SUCH_FILE = 2;
    static final int PERMISSION_DENIED = 3;

    private Status() {}
  }
}
