package dev.culvert.app.kubeconfig;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which kubeconfig files there are, by kubectl's rules. */
public final class KubeconfigFiles {
  private KubeconfigFiles() {}

  /**
   * The files of {@code KUBECONFIG}, without doubles and empty parts, in their order; without it
   * {@code ~/.kube/config}.
   */
  public static List<Path> fromEnvironment(Map<String, String> environment, Path home) {
    String variable = environment.getOrDefault("KUBECONFIG", "");
    Set<Path> files = new LinkedHashSet<>();
    for (String part : variable.split(File.pathSeparator, -1)) {
      if (!part.isEmpty()) {
        files.add(Path.of(part));
      }
    }
    return files.isEmpty()
        ? List.of(home.resolve(".kube").resolve("config"))
        : new ArrayList<>(files);
  }

  /** Of this process. */
  public static List<Path> fromEnvironment() {
    return fromEnvironment(System.getenv(), Path.of(System.getProperty("user.home", ".")));
  }
}
