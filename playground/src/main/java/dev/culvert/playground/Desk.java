package dev.culvert.playground;

import dev.culvert.playground.machine.Sandbox;
import java.nio.file.Path;

/**
 * A person's computer beside the cluster.
 *
 * @param folder of its own /etc, /run and /var/lib, as etc, run and var-lib
 * @param kubeconfig the person's, as seen from inside
 */
public record Desk(Sandbox sandbox, Path folder, Path kubeconfig) {

  /** One of its own files as seen from outside: of /etc, /run or /var/lib. */
  public Path file(String absolute) {
    if (absolute.startsWith("/var/lib/")) {
      return folder.resolve("var-lib").resolve(absolute.substring("/var/lib/".length()));
    }
    String[] parts = absolute.substring(1).split("/", 2);
    if (!parts[0].equals("etc") && !parts[0].equals("run")) {
      throw new IllegalArgumentException(
          absolute + " is the machine's own; the laptop's own are /etc, /run and /var/lib");
    }
    Path own = folder.resolve(parts[0]);
    return parts.length == 1 ? own : own.resolve(parts[1]);
  }
}
