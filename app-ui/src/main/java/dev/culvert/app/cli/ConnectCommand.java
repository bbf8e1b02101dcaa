package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.kubeconfig.Kubeconfig;
import dev.culvert.app.kubeconfig.KubeconfigRequests;
import dev.culvert.app.kubeconfig.KubeconfigStore;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.Overlap;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert connect}. */
@Command(
    name = "connect",
    description = "Put this computer on a cluster's network.",
    footer = {
      "%nThe connection outlives this command. Credentials that end are renewed only while an",
      "application of yours runs: the window, or this command with --stay."
    })
final class ConnectCommand extends HelperCall {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CONTEXT",
      description = "The kubeconfig context. Default: the current one.")
  private @Nullable String context;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "Where short names are looked up. Default: the context's namespace.")
  private String namespace = "";

  @Option(
      names = "--wait",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Wait until it is connected, or has failed. On by default.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  @Option(
      names = "--direct",
      paramLabel = "HOST:PORT",
      description =
          "Where the manager is reached without the API server's forward: a node port, a load"
              + " balancer, or its pod where pods are routable. Who may connect is the same.")
  private @Nullable String direct;

  /** What becomes of addresses that the cluster and another network of this computer have. */
  enum OverlapChoice {
    map,
    exclude,
    allow
  }

  @Option(
      names = "--overlap",
      paramLabel = "map|exclude|allow",
      defaultValue = "map",
      description =
          "Where another network of this computer has the cluster's addresses: reach the cluster"
              + " under others, leave what both have to the other network, or let the longer route"
              + " win. Default: ${DEFAULT-VALUE}.")
  private OverlapChoice overlap = OverlapChoice.map;

  @Option(
      names = "--stay",
      description = "Stay after connecting and renew credentials until disconnected, or Ctrl-C.")
  private boolean stay;

  @Override
  public Integer call() throws Exception {
    Instant begun = root().surroundings().clock().instant();
    KubeconfigStore store = root().store();
    String chosen = choose(store.current());
    Remembering source = new Remembering(new KubeconfigRequests(store), this::options);
    try (store;
        HelperClient helper = helper(source)) {
      helper.connect(chosen, namespace).get();
      if (!wait && !stay) {
        say("Connecting to %s. See: culvert status".formatted(chosen));
        return ExitCodes.OK;
      }
      say("Connecting to %s".formatted(chosen));
      try (StateReader states = new StateReader(helper)) {
        State connected = new ConnectWait(states, this::step).await(Duration.ofSeconds(timeout));
        told(connected, source.expires(), begun);
        return stay
            ? new ConnectStay(helper, states, connected, output(), json()).await()
            : ExitCodes.OK;
      }
    }
  }

  private ConnectRequest options(ConnectRequest request) {
    ConnectRequest.Builder with =
        request.toBuilder()
            .setOverlap(Overlap.valueOf("OVERLAP_" + overlap.name().toUpperCase(Locale.ROOT)));
    if (direct != null) {
      with.setDirectAddress(direct);
    }
    return with.build();
  }

  private String choose(Kubeconfig kubeconfig) throws CliException {
    if (context != null) {
      return context;
    }
    String current = kubeconfig.currentContext();
    if (!current.isEmpty()) {
      return current;
    }
    String names = String.join(", ", kubeconfig.contexts().stream().map(c -> c.name()).toList());
    String problems = String.join(" ", kubeconfig.problems());
    throw new CliException(
        ExitCodes.USAGE,
        "NO_CONTEXT",
        names.isEmpty()
            ? "There are no contexts in %s. %s".formatted(root().kubeconfigs(), problems).strip()
            : "Name a context: the kubeconfig has no current one. There are: %s.".formatted(names));
  }

  private void step(String step) {
    if (!json()) {
      output().line(output().tone(Tone.SUBTLE, "  " + step));
    }
  }

  private void say(String text) {
    if (!json()) {
      output().line(text);
    }
  }

  private void told(State state, Optional<Instant> expires, Instant begun) {
    Instant now = root().surroundings().clock().instant();
    if (json()) {
      output().line(Json.write(StateJson.of(state).put("credentialsExpireAt", expires)));
      return;
    }
    StateText.print(state, output(), root().surroundings().clock());
    output().line("  %-8s  %s".formatted("took", Units.time(Duration.between(begun, now))));
    if (expires.isPresent() && !stay) {
      Duration left = Duration.between(now, expires.orElseThrow());
      output()
          .line(
              output()
                  .tone(
                      Tone.WARNING,
                      "  The credentials end in %s. Renewing them takes the window, or: culvert connect %s --stay"
                          .formatted(Units.time(left), state.getConnection().getContext())));
    }
  }
}
