package dev.culvert.helper.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line an entry, appended as it happens, in the helper's own directory. Losing it costs the
 * picture of the last day and nothing else: whatever goes wrong is logged.
 */
public final class HistoryFile implements HistoryStore {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryFile.class);

  private final Path file;

  /**
   * @param directory only root may write to it
   */
  public HistoryFile(Path directory) {
    this.file = directory.resolve("history");
  }

  @Override
  public List<Entry> load() {
    Map<Long, Entry> entries = new LinkedHashMap<>();
    if (Files.exists(file)) {
      try {
        for (String line : Files.readAllLines(file)) {
          Entry.read(line).ifPresent(entry -> entries.put(entry.id(), entry));
        }
      } catch (IOException e) {
        LOG.warn("{} cannot be read, so the last day is not known: {}", file, e.toString());
      }
    }
    return new ArrayList<>(entries.values());
  }

  @Override
  public void append(Entry entry) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      Files.writeString(file, entry.line() + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warn("{} cannot be written: {}", file, e.toString());
    }
  }

  @Override
  public void replace(List<Entry> entries) {
    Path next = file.resolveSibling("history.new");
    try {
      Files.deleteIfExists(next);
      create(next);
      Files.write(
          next, entries.stream().map(Entry::line).toList(), StandardOpenOption.TRUNCATE_EXISTING);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("{} cannot be written: {}", file, e.toString());
    }
  }

  private static void create(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    // Context names are the user's own business: nobody but root reads them here.
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }
}
