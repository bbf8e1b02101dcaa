package dev.culvert.app.view;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings as a small file, {@code culvert/window.properties} in the folder of the XDG Base
 * Directory Specification. Read once, written whole after a change and put in place at once. A file
 * that cannot be read or written costs the person's choices, never the window.
 */
public final class SettingsFile {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsFile.class);

  private SettingsFile() {}

  /** Where the file is, by the environment. */
  public static Path path(Map<String, String> environment, String home) {
    String base = environment.getOrDefault("XDG_CONFIG_HOME", "");
    // The specification: a relative path is to be ignored.
    Path folder = base.startsWith("/") ? Path.of(base) : Path.of(home, ".config");
    return folder.resolve("culvert").resolve("window.properties");
  }

  /** Reads the file and writes it again, on the work thread, after each change. */
  public static Settings open(Path file, Workbench bench) {
    return new Settings(read(file), values -> bench.work(() -> write(file, values)));
  }

  private static Map<String, String> read(Path file) {
    Map<String, String> values = new TreeMap<>();
    if (!Files.exists(file)) {
      return values;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} cannot be read, so every setting is as at first: {}", file, e.toString());
    }
    properties.forEach((key, value) -> values.put(key.toString(), value.toString()));
    return values;
  }

  private static void write(Path file, Map<String, String> values) {
    StringBuilder text = new StringBuilder("# What you chose in Culvert's window.\n");
    new TreeMap<>(values)
        .forEach((key, value) ->
            text.append(escape(key, true)).append('=').append(escape(value, false)).append('\n'));
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(next, text);
      try {
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be written, so this choice is forgotten at the end: {}", file, e.toString());
    }
  }

  private static String escape(String text, boolean key) {
    String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
    return key
        ? escaped.replace(" ", "\\ ").replace(":", "\\:").replace("=", "\\=").replace("#", "\\#")
        : escaped;
  }
}
