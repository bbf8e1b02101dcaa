package dev.culvert.manager.agent;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.transport.LeakDetection;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.agent.beside.TargetProcess;
import dev.culvert.manager.agent.files.FileService;
import dev.culvert.manager.agent.path.AgentPorts;
import dev.culvert.manager.agent.path.WarmUp;
import dev.culvert.manager.agent.redirect.NftRedirect;
import dev.culvert.manager.agent.redirect.Redirect;
import dev.culvert.manager.agent.rpc.AgentClient;
import dev.culvert.proto.attach.v1.Hello;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The agent's process, as {@code agent-start} starts it: the target's user, no capability; with
 * {@code --redirect}, standard output is nft's input and standard input is what nft prints. Logs go
 * to standard error.
 */
@Command(
    name = "culvert-agent",
    description =
        "Stands beside an application and gives its traffic and files to who is attached.",
    mixinStandardHelpOptions = true)
public final class AgentMain implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(AgentMain.class);
  private static final int LOOK_MILLIS = 100;

  @Option(
      names = "--manager",
      defaultValue = "${env:CULVERT_MANAGER}",
      description = "The manager, as ADDRESS:PORT (default: CULVERT_MANAGER).")
  private String manager = "";

  @Option(
      names = "--authority",
      defaultValue = "${env:CULVERT_AUTHORITY}",
      description = "PEM of the manager's authority (default: CULVERT_AUTHORITY).")
  private String authority = "";

  @Option(
      names = "--name",
      defaultValue = "culvert-manager",
      description = "The name in the manager's certificate (default ${DEFAULT-VALUE}).")
  private String name = "culvert-manager";

  @Option(
      names = "--token",
      defaultValue =
          "${env:CULVERT_TOKEN_FILE:-/var/run/secrets/kubernetes.io/serviceaccount/token}",
      description = "File with the pod-bound token (default ${DEFAULT-VALUE}).")
  private Path token = Path.of("token");

  @Option(
      names = "--target",
      defaultValue = "${env:CULVERT_TARGET:-}",
      description = "Name of the container it stands beside (default: CULVERT_TARGET).")
  private String target = "";

  @Option(
      names = "--container",
      defaultValue = "${env:CULVERT_CONTAINER:-}",
      description = "Name of its own container (default: CULVERT_CONTAINER).")
  private String container = "";

  @Option(
      names = "--target-pid",
      defaultValue = "${env:CULVERT_TARGET_PID:-1}",
      description = "The application's process (default ${DEFAULT-VALUE}).")
  private long targetPid = 1;

  @Option(names = "--redirect", description = "Standard input and output are nft's.")
  private boolean redirect;

  /** Runs until the manager needs it no longer. */
  public static void main(String... arguments) {
    LeakDetection.offUnlessAskedFor();
    System.exit(new CommandLine(new AgentMain()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Optional<Redirect> held = Optional.empty();
    String noRedirect = "it was started without";
    if (redirect) {
      try {
        held =
            Optional.of(
                NftRedirect.open(
                    new FileInputStream(FileDescriptor.in),
                    new FileOutputStream(FileDescriptor.out)));
      } catch (IOException e) {
        noRedirect = String.valueOf(e.getMessage());
        LOG.warn("no redirect: {}", noRedirect);
      }
    }
    TargetProcess process = new TargetProcess(targetPid);
    EventLoopGroup group = Transports.newLoops(1, "culvert-agent");
    try {
      EventLoop loop = group.next();
      boolean can = held.isPresent();
      String cannot = noRedirect;
      AgentClient client =
          new AgentClient(
              loop,
              new AgentClient.Setup(
                  address(manager), authority, name, token, () -> hello(process, can, cannot)));
      FileService files = new FileService(process.root(), loop);
      try (AgentPorts ports =
          new AgentPorts(
              loop,
              client,
              held,
              InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
              InetAddress.getByAddress(new byte[16]),
              client::taken)) {
        CompletableFuture<Void> warm =
            CompletableFuture.runAsync(
                () -> WarmUp.run(loop), task -> Thread.ofVirtual().start(task));
        client.start(
            wanted -> {
              warm.join();
              return ports.apply(wanted);
            },
            files::serve);
        Thread outlive = Thread.ofPlatform().unstarted(() -> outlive(client, process));
        Runtime.getRuntime().addShutdownHook(outlive);
        client.awaitEnd();
        Runtime.getRuntime().removeShutdownHook(outlive);
      }
      return 0;
    } finally {
      var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  /**
   * The pod is ending, and its containers with it, but the application answers until it ends: so
   * long what has come by this agent must not break. In the application's own process namespace the
   * kernel ends both.
   */
  private static void outlive(AgentClient client, TargetProcess process) {
    client.letGo();
    try {
      while (process.isThere()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Hello hello(TargetProcess process, boolean can, String cannot) {
    Hello.Builder hello =
        Hello.newBuilder().setContainer(container).setTarget(target).setCanRedirect(can);
    if (!can) {
      hello.setCannotRedirect(cannot);
    }
    try {
      hello.setUid(process.user().uid()).setGid(process.user().gid());
      hello.putAllEnvironment(process.environment());
    } catch (IOException e) {
      hello.setNoEnvironment("the environment cannot be read: " + e.getMessage());
    }
    return hello.build();
  }

  private static InetSocketAddress address(String text) throws IOException {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IOException("--manager: ADDRESS:PORT is wanted, not \"" + text + "\"");
    }
    return new InetSocketAddress(
        IpAddress.parse(text.substring(0, colon).replaceAll("^\\[|]$", "")).toInetAddress(),
        Integer.parseInt(text.substring(colon + 1)));
  }
}
