package dev.culvert.manager.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much a pod is asked: the TCP segments that have come in to its network namespace, of both
 * families, by the kernel's count ({@code InSegs} of {@code /proc/net/snmp}, RFC 4022).
 */
final class PodTraffic {
  /** The namespace's of whoever reads it. */
  static final Path HERE = Path.of("/proc/self/net/snmp");

  private final Path counters;

  PodTraffic(Path counters) {
    this.counters = counters;
  }

  /**
   * Those that have come in until now.
   *
   * @throws IOException when the kernel does not tell
   */
  long segments() throws IOException {
    String[] names = null;
    for (String line : Files.readAllLines(counters)) {
      if (!line.startsWith("Tcp:")) {
        continue;
      }
      String[] fields = line.split(" ", -1);
      if (names == null) {
        names = fields;
        continue;
      }
      int at = List.of(names).indexOf("InSegs");
      if (at < 0 || at >= fields.length) {
        break;
      }
      try {
        return Long.parseLong(fields[at]);
      } catch (NumberFormatException e) {
        throw new IOException("InSegs is \"" + fields[at] + "\" in " + counters, e);
      }
    }
    throw new IOException("no Tcp: InSegs in " + counters);
  }
}
