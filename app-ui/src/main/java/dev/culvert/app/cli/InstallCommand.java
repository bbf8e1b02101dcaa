package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.app.install.InstallOptions;
import dev.culvert.app.install.Installer;
import dev.culvert.app.install.ManagerChart;
import dev.culvert.app.install.Version;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code culvert install}. */
@Command(
    name = "install",
    description = "Install the manager into a cluster, or change what is installed.",
    footer = {
      "%nThe same as the Helm chart culvert-manager installs. The rights that the manager gets and",
      "that its users need stand in docs/install.md."
    })
final class InstallCommand extends ClusterCall {
  @Mixin private final ManagerOptions options = new ManagerOptions();

  @Option(names = "--print", description = "Only print the manifests; asks no cluster.")
  private boolean print;

  @Option(names = "--dry-run", description = "Have the cluster check it all, and change nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws Exception {
    InstallOptions wanted = options.of(namespace());
    List<String> documents = ManagerChart.documents(wanted, Version.current());
    if (print) {
      output().line(String.join("\n---\n", documents));
      return ExitCodes.OK;
    }
    String chosen = context();
    try (Installer installer = installer(chosen)) {
      if (dryRun) {
        told(installer.tryOut(namespace(), documents));
        return ExitCodes.OK;
      }
      if (!json()) {
        output()
            .line("Installing the manager into %s, namespace %s".formatted(chosen, namespace()));
      }
      installer.install(namespace(), documents, patience(), this::step);
      done(chosen, installer);
      return ExitCodes.OK;
    }
  }

  private void done(String chosen, Installer installer) throws Exception {
    var installed = installer.look(namespace());
    String version = installed.map(Installer.Installed::version).orElse("");
    if (json()) {
      output()
          .line(
              Json.write(
                  Json.obj()
                      .put("context", chosen)
                      .put("namespace", namespace())
                      .put("managerVersion", version)
                      .put("ready", true)));
      return;
    }
    output().line(output().tone(Tone.GOOD, "The manager %s is ready.".formatted(version)));
    output().line("  Connect with: culvert connect " + chosen);
  }

  private void told(List<String> lines) {
    if (json()) {
      output().line(Json.write(Json.obj().put("changes", lines)));
    } else {
      lines.forEach(output()::line);
    }
  }
}
