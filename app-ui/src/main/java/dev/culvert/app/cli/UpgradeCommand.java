package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.app.install.InstallException;
import dev.culvert.app.install.InstallException.Problem;
import dev.culvert.app.install.Installer;
import dev.culvert.app.install.ManagerChart;
import dev.culvert.app.install.Version;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code culvert upgrade}. */
@Command(
    name = "upgrade",
    description = "Bring the manager in a cluster to this version.",
    footer = "%nOptions are not remembered: give those that it was installed with.")
final class UpgradeCommand extends ClusterCall {
  @Mixin private final ManagerOptions options = new ManagerOptions();

  @Override
  public Integer call() throws Exception {
    List<String> documents = ManagerChart.documents(options.of(namespace()), Version.current());
    String chosen = context();
    try (Installer installer = installer(chosen)) {
      Installer.Installed before =
          installer
              .look(namespace())
              .orElseThrow(() ->
                  new InstallException(
                      Problem.NOT_INSTALLED,
                      "there is no manager in namespace " + namespace(),
                      "Install it: culvert install " + chosen));
      installer.install(namespace(), documents, patience(), this::step);
      String now = installer.look(namespace()).map(Installer.Installed::version).orElse("");
      if (json()) {
        output()
            .line(
                Json.write(
                    Json.obj()
                        .put("context", chosen)
                        .put("namespace", namespace())
                        .put("versionBefore", before.version())
                        .put("managerVersion", now)));
      } else {
        output()
            .line(
                output()
                    .tone(
                        Tone.GOOD,
                        "The manager is ready: %s, was %s.".formatted(now, before.version())));
      }
      return ExitCodes.OK;
    }
  }
}
