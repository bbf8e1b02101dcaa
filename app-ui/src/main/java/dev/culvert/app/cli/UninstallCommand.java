package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.app.install.Installer;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code culvert uninstall}. */
@Command(
    name = "uninstall",
    description = "Remove the manager from a cluster, with everything that was installed for it.")
final class UninstallCommand extends ClusterCall {
  @Override
  public Integer call() throws Exception {
    String chosen = context();
    try (Installer installer = installer(chosen)) {
      if (!json()) {
        output().line("Removing the manager from %s, namespace %s".formatted(chosen, namespace()));
      }
      List<String> removed = installer.uninstall(namespace(), patience(), this::step);
      if (json()) {
        output().line(Json.write(Json.obj().put("removed", removed)));
      } else {
        output().line(output().tone(Tone.GOOD, "Nothing of Culvert is left in the cluster."));
      }
      return ExitCodes.OK;
    }
  }
}
