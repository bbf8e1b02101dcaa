package dev.culvert.app.kube;

import dev.culvert.app.cluster.ManagerFinding;
import dev.culvert.app.install.InstallException;
import dev.culvert.app.install.InstallOptions;
import dev.culvert.app.install.ManagerChart;
import dev.culvert.app.install.Version;
import java.time.Duration;
import java.util.function.Consumer;

/** Installs the manager as the command line does without options. Blocks. */
final class ManagerInstall {
  private static final String NAMESPACE = "culvert";

  /** An image of 80 MB over a slow line; what cannot end well is told much earlier. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private ManagerInstall() {}

  static ManagerFinding into(ClusterAccess.Lease lease, Consumer<String> progress) {
    String version = Version.current();
    try (FabricInstaller installer =
        new FabricInstaller(lease.client(), lease.account(), new Pause())) {
      installer.install(
          NAMESPACE,
          ManagerChart.documents(InstallOptions.defaults(NAMESPACE), version),
          PATIENCE,
          progress);
      return new ManagerFinding.Found(version, NAMESPACE);
    } catch (InstallException e) {
      return new ManagerFinding.NotInstalled(
          e.problem().code(), String.valueOf(e.getMessage()), e.remedy());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ManagerFinding.Unknown("the installation was interrupted");
    }
  }
}
