package dev.culvert.helper.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was changed on this computer and not yet undone. Every change is on the disk before it is
 * made; a change that was recorded and then never made is undone as well, which must do no harm.
 *
 * <p>A directory of mode 0700 with one text file: a line per record, {@code <crc32> <number> +
 * <change>} or {@code <crc32> <number> -} for "settled". The last line may be torn by a crash: then
 * its change was not made. The directory is locked, so that two helpers do not undo each other's
 * work. Safe from any thread.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final String HEADER = "culvert-journal 1\n";

  private final Path directory;
  private final FileChannel lockFile;

  /** Not a channel: an interrupt of a thread that writes would close that for everyone. */
  private final RandomAccessFile file;

  private final TreeMap<Long, Change> unsettled = new TreeMap<>();
  private long lastNumber;

  private Journal(Path directory, FileChannel lockFile, RandomAccessFile file) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.file = file;
  }

  /** A recorded change. */
  public record Entry(long number, Change change) {}

  /**
   * Opens the journal in this directory and reads what an earlier helper left.
   *
   * @throws IOException also when another process has it open, or the directory is someone else's
   */
  public static Journal open(Path directory) throws IOException {
    restrict(directory);
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      lock(directory, lockFile);
      RandomAccessFile file = new RandomAccessFile(directory.resolve("journal").toFile(), "rw");
      Journal journal = new Journal(directory, lockFile, file);
      journal.read();
      return journal;
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  /** Where it is; what else must survive a crash goes beside it. */
  public Path directory() {
    return directory;
  }

  /** Writes changes down, all before any of them is made; returns when they are on the disk. */
  public synchronized List<Entry> record(Collection<? extends Change> changes) throws IOException {
    List<Entry> entries = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (Change change : changes) {
      entries.add(new Entry(++lastNumber, change));
      lines.append(line(lastNumber + " + " + ChangeText.encode(change)));
    }
    append(lines);
    entries.forEach(entry -> unsettled.put(entry.number(), entry.change()));
    return entries;
  }

  /** As {@link #record(Collection)}, for one. */
  public Entry record(Change change) throws IOException {
    return record(List.of(change)).getFirst();
  }

  /** These are undone, or were never made. */
  public synchronized void settle(Collection<Entry> entries) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Entry entry : entries) {
      if (unsettled.remove(entry.number()) != null) {
        lines.append(line(entry.number() + " -"));
      }
    }
    if (unsettled.isEmpty()) {
      file.setLength(HEADER.length());
      file.seek(HEADER.length());
      file.getFD().sync();
    } else {
      append(lines);
    }
  }

  /** As {@link #settle(Collection)}, for one. */
  public void settle(Entry entry) throws IOException {
    settle(List.of(entry));
  }

  /** What is not settled, newest first. */
  public synchronized List<Entry> unsettled() {
    List<Entry> entries = new ArrayList<>();
    unsettled.descendingMap().forEach((number, change) -> entries.add(new Entry(number, change)));
    return entries;
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
    lockFile.close();
  }

  private void append(CharSequence lines) throws IOException {
    file.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    file.getFD().sync();
  }

  private void read() throws IOException {
    byte[] bytes = new byte[(int) file.length()];
    file.readFully(bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!text.startsWith(HEADER)) {
      if (text.contains("\n")) {
        throw new IOException(
            directory
                + "/journal begins with \""
                + text.lines().findFirst().orElse("")
                + "\", not with \""
                + HEADER.strip()
                + "\": a newer Culvert wrote it, or it is damaged");
      }
      file.setLength(0);
      file.seek(0);
      append(HEADER);
      return;
    }
    int end = text.lastIndexOf('\n') + 1;
    text.substring(HEADER.length(), end).lines().forEach(this::take);
    // Only ASCII is ever written, so characters are bytes; a torn line goes.
    file.setLength(end);
    file.seek(end);
  }

  private void take(String line) {
    String[] parts = line.split(" ", 4);
    try {
      if (parts.length < 3 || !line(line.substring(9)).equals(line + "\n")) {
        throw new IllegalArgumentException("the checksum does not match");
      }
      long number = Long.parseLong(parts[1]);
      lastNumber = Math.max(lastNumber, number);
      if (parts[2].equals("+")) {
        unsettled.put(number, ChangeText.decode(parts[3]));
      } else {
        unsettled.remove(number);
      }
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      LOG.warn(
          "the journal has a line that cannot be read, and whose change is not undone ({}): {}",
          e.getMessage(),
          line);
    }
  }

  private static String line(String content) {
    CRC32 crc = new CRC32();
    crc.update(content.getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "%08x %s\n", crc.getValue(), content);
  }

  private static void lock(Path directory, FileChannel lockFile) throws IOException {
    try {
      FileLock lock = lockFile.tryLock();
      if (lock != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      throw inUse(directory, e);
    }
    throw inUse(directory, null);
  }

  private static IOException inUse(Path directory, @Nullable Exception cause) {
    return new IOException(
        "another Culvert helper is running and holds the journal in "
            + directory
            + "; stop it first (its end undoes what it changed)",
        cause);
  }

  private static void restrict(Path directory) throws IOException {
    var onlyOurs = PosixFilePermissions.fromString("rwx------");
    if (Files.notExists(directory)) {
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(onlyOurs));
      return;
    }
    int owner = (Integer) Files.getAttribute(directory, "unix:uid");
    int self = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (owner != self) {
      throw new IOException(
          directory
              + " belongs to user "
              + owner
              + ", not to "
              + self
              + ", which this helper runs as; remove it or give it back");
    }
    Files.setPosixFilePermissions(directory, onlyOurs);
  }
}
