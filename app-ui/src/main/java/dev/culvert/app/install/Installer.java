package dev.culvert.app.install;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Installs the manager into one context's cluster and removes it. Blocks; any thread, one call at a
 * time.
 */
public interface Installer extends AutoCloseable {
  /**
   * What is in a namespace.
   *
   * @param version of the manager's image, as its label says
   * @param managedBy {@code culvert}, {@code Helm} or another tool
   */
  record Installed(String version, String managedBy, boolean ready) {}

  /** What is there now. */
  Optional<Installed> look(String namespace) throws InstallException;

  /**
   * Applies the manifests and waits until the manager is ready.
   *
   * @param documents YAML
   * @param progress told each step in words
   * @throws InstallException as soon as it is clear that it will not become ready, and why
   */
  void install(
      String namespace, List<String> documents, Duration patience, Consumer<String> progress)
      throws InstallException, InterruptedException;

  /**
   * What the API server would do: each object with "created", "changed" or "unchanged". Changes
   * nothing.
   */
  List<String> tryOut(String namespace, List<String> documents) throws InstallException;

  /**
   * Removes everything that was installed, also the namespace when it was made for it and holds
   * nothing else, and waits until it is gone.
   *
   * @return what was removed, as {@code Deployment culvert/culvert-manager}
   */
  List<String> uninstall(String namespace, Duration patience, Consumer<String> progress)
      throws InstallException, InterruptedException;

  @Override
  void close();
}
