package dev.culvert.app.cli;

import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.grpc.GrpcHelperClient;
import dev.culvert.app.install.Installer;
import dev.culvert.app.kube.KubeContexts;
import dev.culvert.app.kubeconfig.ConnectRequestSource;
import dev.culvert.app.kubeconfig.CredentialException;
import dev.culvert.proto.helper.v1.State;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The command line as a test runs it: a fixed time, no colours, its own socket and kubeconfig. */
final class Cli implements Surroundings {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Output output =
      new Output(new PrintWriter(out), new PrintWriter(err), false, StandardCharsets.UTF_8);
  private Optional<State> first = Optional.empty();
  private final Path socket;
  private final Path kubeconfig;

  Cli(Path socket, Path kubeconfig) {
    this.socket = socket;
    this.kubeconfig = kubeconfig;
  }

  int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return CulvertMain.run(this, new PrintWriter(out), new PrintWriter(err), arguments);
  }

  /** As the process begins with it: by the short way, or not at all. */
  OptionalInt runQuickly(State state, String... arguments) {
    out.getBuffer().setLength(0);
    first = Optional.of(state);
    return QuickCommand.run(this, arguments);
  }

  /** Figures' narrow spaces as ordinary ones, to be readable here. */
  String out() {
    return out.toString().replace('\u202f', ' ');
  }

  String err() {
    return err.toString();
  }

  @Override
  public Output output() {
    return output;
  }

  @Override
  public Clock clock() {
    return Clock.fixed(NOW, ZoneOffset.UTC);
  }

  @Override
  public HelperClient helper(
      Optional<Path> otherSocket, boolean trustOwn, ConnectRequestSource source) {
    return GrpcHelperClient.openOwn(otherSocket.orElse(socket), source);
  }

  @Override
  public Optional<State> firstState() {
    return first;
  }

  @Override
  public Contexts clusters(List<Path> kubeconfigs) {
    return KubeContexts.of(kubeconfigs);
  }

  @Override
  public Installer installer(List<Path> kubeconfigs, String context) throws CredentialException {
    return KubeContexts.installer(kubeconfigs, context);
  }

  @Override
  public List<Path> kubeconfigs() {
    return List.of(kubeconfig);
  }
}
