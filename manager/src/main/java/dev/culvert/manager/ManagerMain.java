package dev.culvert.manager;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.transport.LeakDetection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The manager's process. Writes no files: with a read-only root file system, {@code
 * -Dio.netty.native.workdir} and {@code -Djava.io.tmpdir} name a small writable place (an emptyDir)
 * for Netty's native libraries; without one the JDK's own TLS and sockets are used.
 */
@Command(
    name = "culvert-manager",
    description = "Opens connections in the cluster for laptops that run Culvert.",
    mixinStandardHelpOptions = true,
    versionProvider = ManagerMain.Version.class)
public final class ManagerMain implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ManagerMain.class);

  @Option(
      names = "--port",
      defaultValue = "8443",
      description = "Port for clients, TLS (default ${DEFAULT-VALUE}; 0: any).")
  private int port;

  @Option(
      names = "--health-port",
      defaultValue = "8081",
      description = "Port for /readyz and /livez, plain HTTP (default ${DEFAULT-VALUE}; 0: any).")
  private int healthPort;

  @Option(
      names = "--bind",
      defaultValue = "::",
      description =
          "Address to listen on; the API server's forward arrives at the pod's 127.0.0.1"
              + " (default ${DEFAULT-VALUE}).")
  private String bind = "::";

  @Option(
      names = "--namespace",
      defaultValue = "${env:POD_NAMESPACE:-culvert}",
      description = "The manager's namespace (default: POD_NAMESPACE, or culvert).")
  private String namespace = "culvert";

  @Option(
      names = "--pod-name",
      defaultValue = "${env:POD_NAME:-${env:HOSTNAME:-culvert-manager}}",
      description = "The manager's pod (default: POD_NAME, or HOSTNAME).")
  private String podName = "culvert-manager";

  @Option(
      names = "--dns-server",
      description =
          "Nameserver to ask instead of those in resolv.conf, as ADDRESS or ADDRESS:PORT; may be"
              + " given more than once.")
  private @Nullable List<String> dnsServers;

  @Option(
      names = "--resolv-conf",
      defaultValue = "/etc/resolv.conf",
      description =
          "Where nameservers and the cluster's domain are read (default ${DEFAULT-VALUE}).")
  private Path resolvConf = Path.of("/etc/resolv.conf");

  @Option(
      names = "--scope",
      defaultValue = "${env:CULVERT_SCOPE:-cluster}",
      description =
          "How far its rights go: cluster, or namespace for its own only (default: CULVERT_SCOPE,"
              + " or cluster).")
  private Scope scope = Scope.CLUSTER;

  /** How far the manager's rights go. */
  enum Scope {
    /** Every namespace. */
    CLUSTER,
    /** The manager's own. */
    NAMESPACE
  }

  @Option(
      names = "--agent-image",
      defaultValue = "${env:CULVERT_AGENT_IMAGE:-}",
      description = "Image of agents (default: CULVERT_AGENT_IMAGE, or the manager's own).")
  private String agentImage = "";

  @Option(
      names = "--agent-command",
      defaultValue = "${env:CULVERT_AGENT_COMMAND:-/opt/culvert/bin/agent-start}",
      description = "What starts an agent in its image (default ${DEFAULT-VALUE}).")
  private String agentCommand = "/opt/culvert/bin/agent-start";

  @Option(
      names = "--agents-reach",
      defaultValue = "${env:POD_IP:-}",
      description = "Address where agents reach this manager (default: POD_IP, or its first).")
  private String agentsReach = "";

  /** Runs until SIGTERM. */
  public static void main(String... arguments) {
    LeakDetection.offUnlessAskedFor();
    System.exit(
        new CommandLine(new ManagerMain())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() {
    try (ManagerProcess process =
        ManagerProcess.start(
            new ManagerProcess.Options(
                port,
                healthPort,
                IpAddress.parse(bind),
                namespace,
                podName,
                dnsServers == null ? List.of() : new ArrayList<>(dnsServers),
                resolvConf,
                scope == Scope.CLUSTER,
                new ManagerProcess.Agent(
                    Optional.of(agentImage).filter(text -> !text.isEmpty()),
                    List.of(agentCommand),
                    Optional.of(agentsReach).filter(text -> !text.isEmpty()))))) {
      Runtime.getRuntime().addShutdownHook(new Thread(process::close, "culvert-shutdown"));
      process.awaitEnd();
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("the manager cannot start: {}", e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /** The version that was built into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"culvert-manager " + text()};
    }

    static String text() {
      String version = ManagerMain.class.getPackage().getImplementationVersion();
      return version == null ? "development" : version;
    }
  }
}
