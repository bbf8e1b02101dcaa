package dev.culvert.app.cli;

import dev.culvert.app.kubeconfig.KubeconfigStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code culvert} with the options that every command has. */
@Command(
    name = "culvert",
    description = "Puts this computer on a Kubernetes cluster's network.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ConnectCommand.class,
      DisconnectCommand.class,
      StatusCommand.class,
      ListCommand.class,
      FlowsCommand.class,
      DnsCommand.class,
      SpeedCommand.class,
      DoctorCommand.class,
      AttachCommand.Intercept.class,
      AttachCommand.Wiretap.class,
      AttachCommand.Ingest.class,
      AttachCommand.Replace.class,
      ApplyCommand.class,
      FilesCommand.class,
      AttachmentsCommand.class,
      DetachCommand.Detach.class,
      DetachCommand.Revoke.class,
      MatchCommand.class,
      RestoreCommand.class,
      InstallCommand.class,
      UpgradeCommand.class,
      UninstallCommand.class,
      VersionCommand.class,
      CompletionCommand.class
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:the command line is wrong",
      "3:the helper is not running",
      "4:this user may not do that",
      "5:not connected, or connecting failed"
    },
    footer = "%nEvery command tells its own options: culvert COMMAND --help")
final class CulvertCommand implements Runnable {
  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("unused") // picocli itself acts on it
  private boolean help;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print JSON; streams print one object per line.")
  private boolean json;

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      scope = ScopeType.INHERIT,
      description =
          "The helper's socket. Default: $CULVERT_HELPER_SOCKET, else /run/culvert/helper.sock.")
  private @Nullable Path socket;

  @Option(
      names = "--trust-own-socket",
      hidden = true,
      scope = ScopeType.INHERIT,
      description = "Also trust a socket that belongs to this user; for tests.")
  private boolean trustOwnSocket;

  @Option(
      names = "--kubeconfig",
      paramLabel = "PATH",
      scope = ScopeType.INHERIT,
      description = "The kubeconfig file. Default: the files of $KUBECONFIG, else ~/.kube/config.")
  private @Nullable Path kubeconfig;

  CulvertCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }

  Surroundings surroundings() {
    return surroundings;
  }

  boolean json() {
    return json;
  }

  Optional<Path> socket() {
    return Optional.ofNullable(socket);
  }

  Optional<Path> kubeconfig() {
    return Optional.ofNullable(kubeconfig);
  }

  boolean trustOwnSocket() {
    return trustOwnSocket;
  }

  /** A named file must exist; kubectl skips the others silently, and so do we. */
  List<Path> kubeconfigs() throws CliException {
    if (kubeconfig == null) {
      return surroundings.kubeconfigs();
    }
    if (!Files.exists(kubeconfig)) {
      throw new CliException(
          ExitCodes.USAGE, "NO_KUBECONFIG", "There is no file %s.".formatted(kubeconfig));
    }
    return List.of(kubeconfig.toAbsolutePath());
  }

  KubeconfigStore store() throws CliException {
    return KubeconfigStore.of(kubeconfigs());
  }
}
