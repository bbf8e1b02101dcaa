package dev.culvert.app.cli;

import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.install.Installer;
import dev.culvert.app.kubeconfig.ConnectRequestSource;
import dev.culvert.app.kubeconfig.CredentialException;
import dev.culvert.app.update.Channel;
import dev.culvert.app.update.Release;
import dev.culvert.proto.helper.v1.State;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What commands reach out to; tests give their own. */
interface Surroundings {
  /** Where text goes. */
  Output output();

  /** For ages. */
  Clock clock();

  /**
   * The helper.
   *
   * @param socket empty: the usual one
   * @param trustOwn whether a socket of this user is trusted
   */
  HelperClient helper(Optional<Path> socket, boolean trustOwn, ConnectRequestSource source);

  /** What the usual helper says at once, if all is well with it; see {@link QuickCommand}. */
  default Optional<State> firstState() {
    return Optional.empty();
  }

  /** A newer Culvert that the window has heard of. */
  default Optional<Release> newerRelease() {
    return Optional.empty();
  }

  /** From whom this Culvert came. */
  default Channel channel() {
    return Channel.BUILD;
  }

  /** The kubeconfig files, with the clusters behind them. Loads the Kubernetes client. */
  Contexts clusters(List<Path> kubeconfigs);

  /**
   * What installs the manager into the cluster of a context. Loads the Kubernetes client.
   *
   * @throws CredentialException when there are no credentials to be had
   */
  Installer installer(List<Path> kubeconfigs, String context) throws CredentialException;

  /** What this process's environment names as kubeconfig files. */
  List<Path> kubeconfigs();
}
