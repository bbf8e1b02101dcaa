package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.app.cli.Table.Cell;
import dev.culvert.app.cluster.Context;
import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.cluster.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert list}. */
@Command(
    name = "list",
    description = "Show a cluster's workloads, with the ports and services that lead to them.")
final class ListCommand extends HelperCall {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CONTEXT",
      description = "The kubeconfig context. Default: the current one.")
  private @Nullable String context;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "Default: the context's namespace.")
  private @Nullable String namespace;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all namespaces.")
  private boolean all;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for the cluster. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  @Override
  public Integer call() throws Exception {
    try (Contexts contexts = root().surroundings().clusters(root().kubeconfigs())) {
      Context chosen = choose(contexts.list());
      String one = namespace == null ? chosen.namespace() : namespace;
      ListWait wait = new ListWait(contexts.watch(chosen.name()), all ? Set.of() : Set.of(one));
      ListWait.Result result = wait.await(Duration.ofSeconds(timeout));
      print(result);
      return result.complaints().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }
  }

  private Context choose(List<Context> contexts) throws CliException {
    for (Context candidate : contexts) {
      if (context == null ? candidate.current() : candidate.name().equals(context)) {
        if (candidate.problem().isEmpty()) {
          return candidate;
        }
        throw new CliException(
            ExitCodes.USAGE,
            "BAD_CONTEXT",
            "Context %s cannot be used: %s.".formatted(candidate.name(), candidate.problem()));
      }
    }
    String names = String.join(", ", contexts.stream().map(Context::name).toList());
    throw new CliException(
        ExitCodes.USAGE,
        "NO_CONTEXT",
        "%s There are: %s."
            .formatted(
                context == null
                    ? "Name a context: the kubeconfig has no current one."
                    : "There is no context %s.".formatted(context),
                names.isEmpty() ? "none" : names));
  }

  private void print(ListWait.Result result) {
    if (json()) {
      List<Json.Obj> workloads = result.workloads().stream().map(ListCommand::json).toList();
      output()
          .line(
              Json.write(
                  Json.obj().put("workloads", workloads).put("complaints", result.complaints())));
      return;
    }
    result
        .complaints()
        .forEach(complaint -> output().error(output().tone(Tone.WARNING, complaint)));
    if (result.workloads().isEmpty()) {
      output().line(all ? "No workloads." : "No workloads in this namespace; -A shows all.");
      return;
    }
    Table table =
        new Table(
            Table.start("NAMESPACE"),
            Table.start("KIND"),
            Table.start("NAME"),
            Table.end("READY"),
            Table.start("PORTS"),
            Table.start("SERVICES"),
            Table.start("IMAGE"));
    for (Workload workload : result.workloads()) {
      table.row(
          Cell.of(workload.key().namespace()),
          Cell.of(workload.key().kind().word()),
          Cell.of(workload.key().name()),
          ready(workload),
          Cell.of(ports(workload)),
          Cell.of(
              workload.services().isEmpty()
                  ? Units.UNKNOWN
                  : String.join(",", workload.services())),
          new Cell(workload.image(), Tone.SUBTLE));
    }
    table.print(output());
  }

  private static Cell ready(Workload workload) {
    if (workload.desired() == 0) {
      return new Cell("idle", Tone.SUBTLE);
    }
    Tone tone =
        workload.ready() >= workload.desired()
            ? Tone.PLAIN
            : workload.ready() == 0 ? Tone.BAD : Tone.WARNING;
    return new Cell(workload.ready() + "/" + workload.desired(), tone);
  }

  private static String ports(Workload workload) {
    if (workload.ports().isEmpty()) {
      return Units.UNKNOWN;
    }
    return String.join(
        ",",
        workload.ports().stream()
            .map(p -> p.number() + (p.protocol().equals("TCP") ? "" : "/" + p.protocol()))
            .toList());
  }

  private static Json.Obj json(Workload workload) {
    return Json.obj()
        .put("kind", workload.key().kind().word())
        .put("namespace", workload.key().namespace())
        .put("name", workload.key().name())
        .put("desired", workload.desired())
        .put("ready", workload.ready())
        .put(
            "ports",
            workload.ports().stream()
                .map(p ->
                    Json.obj()
                        .put("number", p.number())
                        .put("name", p.name())
                        .put("protocol", p.protocol()))
                .toList())
        .put("services", workload.services())
        .put("image", workload.image())
        .put("created", workload.created())
        .put("labels", workload.labels());
  }
}
