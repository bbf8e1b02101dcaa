package dev.culvert.installer.jars;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Makes the jars of a native package ready in place: {@link Jars#repack repacked}, and the native
 * libraries of this system beside them. What is loaded from there was put there by the package
 * manager; nothing is unpacked into a cache or a temporary folder when a program runs.
 */
public final class PackageJars {
  private PackageJars() {}

  /** The folder of the jars, and the time that all their entries get, as ISO 8601. */
  public static void main(String[] arguments) throws IOException {
    prepare(
        Path.of(arguments[0]),
        Instant.parse(arguments[1]),
        ours(System.getProperty("os.name", ""), System.getProperty("os.arch", "")));
  }

  static void prepare(Path folder, Instant time, Predicate<String> ours) throws IOException {
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    for (Path jar : jars) {
      Jars.natives(jar, folder, ours);
      Path repacked = jar.resolveSibling(jar.getFileName() + ".new");
      Jars.repack(jar, repacked, time);
      Files.move(repacked, jar, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Which entries are this system's: JNA has every system's, each in a folder of its name; the
   * others come in jars for one system.
   */
  static Predicate<String> ours(String os, String architecture) {
    String system = os.toLowerCase(Locale.ROOT);
    String name =
        system.startsWith("windows") ? "win32" : system.startsWith("mac") ? "darwin" : "linux";
    String machine = architecture.equals("amd64") ? "x86-64" : architecture;
    String jna = "com/sun/jna/%s-%s/".formatted(name, machine);
    return entry -> !entry.startsWith("com/sun/jna/") || entry.startsWith(jna);
  }
}
