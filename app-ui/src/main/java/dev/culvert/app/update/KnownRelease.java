package dev.culvert.app.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest release as it was last heard of, in the person's cache: written by the window, read by
 * the command line, which asks nobody. Its time is when the feed was asked.
 */
public final class KnownRelease {
  private final Path file;

  KnownRelease(Path file) {
    this.file = file;
  }

  /** In the cache folder of the XDG Base Directory Specification. */
  public static KnownRelease of(Map<String, String> environment, String home) {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path folder = base.startsWith("/") ? Path.of(base) : Path.of(home, ".cache");
    return new KnownRelease(folder.resolve("culvert").resolve("release.properties"));
  }

  /** The release, if one is known that is newer than this version, which is asked for only then. */
  public Optional<Release> newerThan(Supplier<String> version) {
    try {
      return Files.exists(file)
          ? Release.parse(Files.readString(file))
              .filter(release -> release.newerThan(version.get()))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** When the feed was asked; the epoch when it never was. */
  Instant asked() {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException _) {
      return Instant.EPOCH;
    }
  }

  void keep(Release release, Instant asked) throws IOException {
    Files.createDirectories(file.getParent());
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(next, release.text());
    Files.setLastModifiedTime(next, FileTime.from(asked));
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** For those who do not want to be told. */
  void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      Log.LOG.debug("{} cannot be removed: {}", file, e.toString());
    }
  }

  /** Not with the class: the command line reads the file without a logging system. */
  private static final class Log {
    static final Logger LOG = LoggerFactory.getLogger(KnownRelease.class);
  }
}
