package dev.culvert.app.cli;

import dev.culvert.app.install.InstallOptions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the manager is to be: what {@code install} and {@code upgrade} take. */
final class ManagerOptions {
  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "The manager's image, with or without tag. Default: this version's.")
  private @Nullable String image;

  @Option(
      names = "--pull-policy",
      paramLabel = "POLICY",
      description = "Always, IfNotPresent or Never. Default: IfNotPresent.")
  private @Nullable String pullPolicy;

  @Option(
      names = "--pull-secret",
      paramLabel = "NAME",
      description = "A Secret in the manager's namespace to pull the image with; may be repeated.")
  private @Nullable List<String> pullSecrets;

  @Option(
      names = "--namespaced",
      description =
          "Only for the manager's own namespace: needs no rights in the whole cluster, and shows"
              + " laptops nothing beyond it.")
  private boolean namespaced;

  @Option(names = "--no-attach", description = "The manager gets no right to put agents into pods.")
  private boolean noAttach;

  @Option(
      names = "--direct",
      description = "Also a Service, for computers that reach the cluster without the API server.")
  private boolean direct;

  /** Types of a Service, in Kubernetes' words. */
  enum ServiceType {
    ClusterIP,
    NodePort,
    LoadBalancer
  }

  @Option(
      names = "--direct-type",
      paramLabel = "ClusterIP|NodePort|LoadBalancer",
      defaultValue = "ClusterIP",
      description =
          "Of that Service. The address of the last two is used by itself where it can be reached;"
              + " ClusterIP takes: culvert connect --direct. Default: ${DEFAULT-VALUE}.")
  private ServiceType directType = ServiceType.ClusterIP;

  InstallOptions of(String namespace) throws CliException {
    try {
      return new InstallOptions(
          namespace,
          Optional.ofNullable(image),
          Optional.ofNullable(pullPolicy),
          pullSecrets == null ? List.of() : pullSecrets,
          !namespaced,
          !noAttach,
          direct ? Optional.of(directType.name()) : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCodes.USAGE, "BAD_OPTION", String.valueOf(e.getMessage()));
    }
  }
}
