package dev.culvert.playground.kubernetes;

import dev.culvert.playground.laptop.Computer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A cluster of whoever started the stories, by their KUBECONFIG, and this computer as their laptop,
 * with an /etc and a /run of its own. Nothing is known of it beforehand.
 *
 * @param folder where the script keeps that view, and logs
 * @param computer the laptop
 */
public record OwnCluster(Path folder, Computer computer) {
  /** Set by the script that makes the view. */
  private static final String FOLDER_VARIABLE = "CULVERT_OWN_CLUSTER";

  /** The one that was named, if one was. */
  public static Optional<OwnCluster> named() {
    String folder = System.getenv(FOLDER_VARIABLE);
    String kubeconfig = System.getenv("KUBECONFIG");
    if (folder == null || kubeconfig == null) {
      return Optional.empty();
    }
    Path place = Path.of(folder);
    try {
      return RealCluster.living(place.resolve("laptop.pid"))
          // Several files are one text with colons, here as everywhere.
          .map(pid -> new OwnCluster(place, new RealComputer(place, pid, Path.of(kubeconfig))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
