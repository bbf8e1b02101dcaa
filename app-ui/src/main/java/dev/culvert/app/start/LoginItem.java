package dev.culvert.app.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the application at login by the XDG Autostart Specification: one small desktop file in the
 * person's own folder. Only an installed application has a program that can be named there.
 */
public final class LoginItem {
  private static final Logger LOG = LoggerFactory.getLogger(LoginItem.class);

  private final Path file;
  private final Optional<Path> program;
  private final boolean linux;

  LoginItem(Path file, Optional<Path> program, boolean linux) {
    this.file = file;
    this.program = program;
    this.linux = linux;
  }

  /** Of this process; the package's launcher says which program it is. */
  public static LoginItem of(Map<String, String> environment, String home) {
    String base = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path folder = base.startsWith("/") ? Path.of(base) : Path.of(home, ".config");
    return new LoginItem(
        folder.resolve("autostart").resolve("culvert.desktop"),
        Optional.ofNullable(System.getProperty("culvert.program")).map(Path::of),
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux"));
  }

  /** Whether it can be done here. */
  public boolean possible() {
    return linux && program.isPresent();
  }

  /** Writes the file, or takes it away. */
  public void set(boolean on) {
    try {
      if (on && program.isPresent()) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, entry(program.orElseThrow()));
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be written: {}", file, e.toString());
    }
  }

  static String entry(Path program) {
    // The specification's quoting: the four that stay special between quotes.
    String quoted = program.toString().replaceAll("([\"`$\\\\])", "\\\\$1");
    return """
    [Desktop Entry]
    Type=Application
    Name=Culvert
    Exec="%s" --in-tray
    X-GNOME-Autostart-enabled=true
    """
        .formatted(quoted);
  }
}
