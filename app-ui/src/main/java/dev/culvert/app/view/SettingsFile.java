package dev.culvert.app.view;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings as a small file, {@code culvert/window.properties} in the folder of the XDG Base
 * Directory Specification, which a person may edit while the window is open. A change of the
 * window's is put into what the file says at that moment. A file that cannot be read or written
 * costs the person's choices, never the window.
 */
public final class SettingsFile {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsFile.class);

  private final Path file;
  private final Workbench bench;
  private final Settings settings;

  /** What the file and the window agreed on last. Of the work thread, once it is open. */
  private Map<String, String> agreed;

  private SettingsFile(Path file, Workbench bench) {
    this.file = file;
    this.bench = bench;
    this.agreed = read(file, Map.of());
    this.settings = new Settings(agreed, values -> bench.work(() -> write(values)));
  }

  /** Where the file is, by the environment. */
  public static Path path(Map<String, String> environment, String home) {
    String base = environment.getOrDefault("XDG_CONFIG_HOME", "");
    // The specification: a relative path is to be ignored.
    Path folder = base.startsWith("/") ? Path.of(base) : Path.of(home, ".config");
    return folder.resolve("culvert").resolve("window.properties");
  }

  /** Reads the file. */
  public static SettingsFile at(Path file, Workbench bench) {
    return new SettingsFile(file, bench);
  }

  /** Reads the file and writes it again, on the work thread, after each change. */
  public static Settings open(Path file, Workbench bench) {
    return at(file, bench).settings();
  }

  /** What it says. */
  public Settings settings() {
    return settings;
  }

  /** Where it is. */
  public Path file() {
    return file;
  }

  /** Reads again what somebody may have edited. */
  public void refresh() {
    bench.work(() -> {
      Map<String, String> now = read(file, agreed);
      if (!now.equals(agreed)) {
        agreed = now;
        bench.ui(() -> settings.reread(now));
      }
    });
  }

  /** Takes over another file's settings. */
  public void importFrom(Path other) {
    bench.work(() -> {
      Map<String, String> values = read(other, Map.of());
      bench.ui(() -> settings.adopt(values));
    });
  }

  /** Writes a copy. */
  public void exportTo(Path other) {
    Map<String, String> values = settings.values();
    bench.work(() -> {
      try {
        Files.writeString(other, SettingsText.with(text(file), values));
      } catch (IOException e) {
        LOG.warn("The settings cannot be written to {}: {}", other, e.toString());
      }
    });
  }

  private static Map<String, String> read(Path file, Map<String, String> otherwise) {
    try {
      return SettingsText.read(text(file));
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} cannot be read, so its settings do not count: {}", file, e.toString());
      return otherwise;
    }
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }

  private void write(Map<String, String> values) {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.getParent());
      String text = text(file);
      Map<String, String> there = new TreeMap<>(read(file, agreed));
      Set<String> keys = new TreeSet<>(agreed.keySet());
      keys.addAll(values.keySet());
      for (String key : keys) {
        String value = values.get(key);
        if (!Objects.equals(value, agreed.get(key))) {
          if (value == null) {
            there.remove(key);
          } else {
            there.put(key, value);
          }
        }
      }
      Files.writeString(next, SettingsText.with(text, there));
      try {
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
      }
      agreed = Map.copyOf(values);
      if (!there.equals(values)) {
        agreed = Map.copyOf(there);
        bench.ui(() -> settings.reread(there));
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn(
          "{} cannot be written, so this choice is forgotten at the end: {}", file, e.toString());
    }
  }
}
