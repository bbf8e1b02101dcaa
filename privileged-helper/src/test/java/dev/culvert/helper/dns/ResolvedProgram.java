package dev.culvert.helper.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * systemd-resolved for tests: the computer's own, or out of its package, which is unpacked and not
 * installed (installing it would repoint this computer's resolv.conf).
 */
final class ResolvedProgram {
  private ResolvedProgram() {}

  /** Where it is; empty where there is neither the program nor a Debian mirror. */
  static Optional<Path> find() throws IOException, InterruptedException {
    Path unpacked = Path.of("target", "systemd-resolved").toAbsolutePath();
    Optional<Path> present = in(Path.of("/"), unpacked);
    if (present.isPresent() || !Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
      return present;
    }
    Files.createDirectories(unpacked);
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "apt-get download -qq systemd-resolved && dpkg -x systemd-resolved_*.deb .")
            .directory(unpacked.toFile())
            .redirectErrorStream(true)
            .redirectOutput(unpacked.resolve("log").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return in(unpacked);
  }

  private static Optional<Path> in(Path... roots) {
    return Stream.of(roots)
        .flatMap(root -> Stream.of(root.resolve("lib"), root.resolve("usr/lib")))
        .map(lib -> lib.resolve("systemd/systemd-resolved"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
