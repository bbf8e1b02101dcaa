package dev.culvert.manager.agent;

import dev.culvert.core.tunnel.transport.LeakDetection;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.agent.beside.Hold;
import dev.culvert.manager.agent.beside.PodNames;
import dev.culvert.manager.agent.beside.TargetProcess;
import dev.culvert.manager.agent.files.FileService;
import dev.culvert.manager.agent.path.AgentPorts;
import dev.culvert.manager.agent.redirect.NftRedirect;
import dev.culvert.manager.agent.redirect.Redirect;
import dev.culvert.manager.agent.rpc.AgentClient;
import dev.culvert.manager.tls.ServerAuthority;
import dev.culvert.manager.tunnel.Loops;
import dev.culvert.proto.attach.v1.Hello;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's process, as {@code agent-start} starts it: the target's user, no capability; with
 * {@code --redirect}, standard output is nft's input and standard input is what nft prints. Logs go
 * to standard error. Its class path is the manager's, but it starts without the library for command
 * lines: that alone would be a third of the time until it attends.
 */
public final class AgentMain {
  private static final Logger LOG = LoggerFactory.getLogger(AgentMain.class);
  private static final int LOOK_MILLIS = 100;

  /** The kubelet makes it for the pod: it is the same in all of its containers. */
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  private final AgentSettings settings;

  private AgentMain(AgentSettings settings) {
    this.settings = settings;
  }

  /** Runs until the manager needs it no longer. */
  public static void main(String... arguments) {
    LeakDetection.offUnlessAskedFor();
    try {
      new AgentMain(AgentSettings.of(System.getenv(), Set.of(arguments))).run();
      System.exit(0);
    } catch (IOException | RuntimeException | InterruptedException e) {
      LOG.error("the agent ends", e);
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    Optional<Redirect> held = Optional.empty();
    String noRedirect = "it was started without";
    if (settings.redirect()) {
      try {
        held =
            Optional.of(
                NftRedirect.open(
                    settings.table(),
                    new FileInputStream(FileDescriptor.in),
                    new FileOutputStream(FileDescriptor.out)));
      } catch (IOException e) {
        noRedirect = String.valueOf(e.getMessage());
        LOG.warn("no redirect: {}", noRedirect);
      }
    }
    TargetProcess process = new TargetProcess(settings.targetPid());
    EventLoopGroup group = Transports.newPacedLoops(1, "culvert-agent");
    try (PodNames names = PodNames.read(RESOLV_CONF, new Loops(group))) {
      EventLoop loop = group.next();
      boolean can = held.isPresent();
      String cannot = noRedirect;
      AgentClient client =
          new AgentClient(
              loop,
              new AgentClient.Setup(
                  settings.manager(),
                  settings.authority(),
                  ServerAuthority.NAME,
                  settings.token(),
                  () -> hello(process, names, can, cannot),
                  names));
      FileService files = new FileService(process.root(), loop);
      try (Hold hold = new Hold(settings.targetPid());
          AgentPorts ports =
              new AgentPorts(
                  loop,
                  client,
                  held,
                  InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                  InetAddress.getByAddress(new byte[16]),
                  client)) {
        Workings workings = new Workings(ports, hold);
        Warmth warmth = new Warmth(loop, client, new PodTraffic(PodTraffic.HERE));
        client.start(
            wanted -> {
              if (wanted.getRulesCount() + wanted.getPassagesCount() > 0) {
                warmth.await();
              }
              return workings.apply(wanted);
            },
            files::serve);
        Thread outlive = Thread.ofPlatform().unstarted(() -> outlive(client, process));
        Runtime.getRuntime().addShutdownHook(outlive);
        client.awaitEnd();
        Runtime.getRuntime().removeShutdownHook(outlive);
      }
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

  private Hello hello(TargetProcess process, PodNames names, boolean can, String cannot) {
    Hello.Builder hello =
        Hello.newBuilder()
            .setContainer(settings.container())
            .setTarget(settings.target())
            .setCanRedirect(can)
            .setCanHold(can && settings.hold());
    names.told().ifPresent(hello::setResolver);
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
}
