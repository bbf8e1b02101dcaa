package dev.culvert.app.cli;

import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.grpc.FirstState;
import dev.culvert.app.helper.grpc.GrpcHelperClient;
import dev.culvert.app.install.Installer;
import dev.culvert.app.install.Version;
import dev.culvert.app.kube.KubeContexts;
import dev.culvert.app.kubeconfig.ConnectRequestSource;
import dev.culvert.app.kubeconfig.CredentialException;
import dev.culvert.app.kubeconfig.KubeconfigFiles;
import dev.culvert.app.update.Channel;
import dev.culvert.app.update.KnownRelease;
import dev.culvert.app.update.Release;
import dev.culvert.proto.helper.v1.State;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This process. Classes of the Kubernetes client and of gRPC are loaded by the methods that need
 * them, so that a command pays only for its own.
 */
final class ProcessSurroundings implements Surroundings {
  private final Map<String, String> environment;
  private final Output output;

  ProcessSurroundings(Map<String, String> environment) {
    this.environment = environment;
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    // https://no-color.org: any value but the empty one.
    boolean colours =
        terminal
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb");
    Charset charset = System.out.charset();
    this.output =
        new Output(
            new PrintWriter(System.out, false, charset),
            new PrintWriter(System.err, false, System.err.charset()),
            colours,
            charset);
  }

  @Override
  public Output output() {
    return output;
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public HelperClient helper(Optional<Path> socket, boolean trustOwn, ConnectRequestSource source) {
    Path path = socket.map(Path::toAbsolutePath).orElseGet(GrpcHelperClient::defaultSocket);
    return trustOwn ? GrpcHelperClient.openOwn(path, source) : GrpcHelperClient.open(path, source);
  }

  @Override
  public Optional<State> firstState() {
    return FirstState.ofDefault();
  }

  @Override
  public Optional<Release> newerRelease() {
    return KnownRelease.of(environment, System.getProperty("user.home", "/"))
        .newerThan(Version::current);
  }

  @Override
  public Channel channel() {
    return Channel.ofThisProcess();
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
    return KubeconfigFiles.fromEnvironment();
  }
}
