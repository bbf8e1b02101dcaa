package dev.culvert.installer.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The image's system files: the C library, {@code nft} and what these need, as the build machine's
 * Debian packages have them; no distribution around them. The packages are named in the image where
 * vulnerability scanners look for them, with their licences.
 */
final class SystemFiles {
  /** {@code libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)}, or the loader alone. */
  private static final Pattern NEEDED =
      Pattern.compile("^\\s+(?:\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)$", Pattern.MULTILINE);

  private final Path root;
  private final Set<String> packages = new TreeSet<>();

  /**
   * @param root of the tree to fill
   */
  SystemFiles(Path root) {
    this.root = root;
  }

  /** A program of the build machine, and its libraries. */
  void program(Path program) throws IOException {
    copy(program);
    librariesOf(program);
  }

  /** The libraries that this file is loaded with; files inside the tree stay where they are. */
  void librariesOf(Path file) throws IOException {
    for (String path : needed(Command.run(List.of("/usr/bin/ldd", file.toString())))) {
      Path library = Path.of(path);
      if (!library.startsWith(root)) {
        copy(library);
      }
    }
  }

  static List<String> needed(String lddOutput) {
    return NEEDED.matcher(lddOutput).results().map(match -> match.group(1)).toList();
  }

  private void copy(Path from) throws IOException {
    Path to = root.resolve(merged(from));
    if (Files.exists(to)) {
      return;
    }
    Files.createDirectories(to.getParent());
    Path real = from.toRealPath();
    Files.copy(real, to);
    packages.add(owner(real));
  }

  /** The path below /usr, where Debian keeps what /lib and /sbin are links to. */
  private static Path merged(Path path) {
    Path relative = Path.of("/").relativize(path.normalize());
    return relative.startsWith("usr") ? relative : Path.of("usr").resolve(relative);
  }

  private static String owner(Path real) throws IOException {
    // Packages from before the merge name /lib/…, later ones /usr/lib/….
    Path other =
        real.startsWith("/usr")
            ? Path.of("/").resolve(Path.of("/usr").relativize(real))
            : Path.of("/usr").resolve(Path.of("/").relativize(real));
    IOException unknown = null;
    for (Path path : List.of(real, other)) {
      try {
        String line = Command.run(List.of("/usr/bin/dpkg-query", "-S", path.toString()));
        return line.substring(0, line.indexOf(": "));
      } catch (IOException e) {
        unknown = e;
      }
    }
    throw new IOException("no Debian package owns " + real, unknown);
  }

  /** Writes what scanners and lawyers read; after everything has been copied. */
  void describe() throws IOException {
    Path status = Files.createDirectories(root.resolve("var/lib/dpkg/status.d"));
    for (String name : packages) {
      String bare = name.replaceAll(":.*", "");
      Files.writeString(
          status.resolve(bare), Command.run(List.of("/usr/bin/dpkg-query", "-s", name)));
      Path licence = Path.of("usr/share/doc", bare, "copyright");
      if (Files.exists(Path.of("/").resolve(licence))) {
        Path to = root.resolve(licence);
        Files.createDirectories(to.getParent());
        Files.copy(Path.of("/").resolve(licence), to);
      }
    }
    Files.createDirectories(root.resolve("etc"));
    Files.copy(Path.of("/etc/os-release").toRealPath(), root.resolve("etc/os-release"));
  }

  /** Name and version of each, for people. */
  Set<String> packages() {
    return Set.copyOf(packages);
  }
}
