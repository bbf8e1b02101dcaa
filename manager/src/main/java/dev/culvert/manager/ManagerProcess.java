package dev.culvert.manager;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.attach.AttachmentBook;
import dev.culvert.manager.attach.ServicePorts;
import dev.culvert.manager.auth.CachingTokenVerifier;
import dev.culvert.manager.auth.ClientAuthorities;
import dev.culvert.manager.cluster.PublishedFacts;
import dev.culvert.manager.dial.ClusterDialPolicy;
import dev.culvert.manager.dns.DnsForwarder;
import dev.culvert.manager.dns.ResolvConf;
import dev.culvert.manager.kube.AgentImage;
import dev.culvert.manager.kube.KubeAccess;
import dev.culvert.manager.rpc.ManagerServer;
import dev.culvert.manager.session.Sessions;
import dev.culvert.manager.tls.ServerAuthority;
import dev.culvert.manager.tunnel.Loops;
import dev.culvert.manager.tunnel.TunnelService;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything the manager is made of, put together and taken apart again. */
public final class ManagerProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ManagerProcess.class);
  private static final int DNS_PORT = 53;
  private static final Duration DNS_TRY = Duration.ofMillis(1500);
  private static final Duration TOKEN_MEMORY = Duration.ofSeconds(30);

  /** In the order of their start; closed in reverse. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private final AtomicBoolean ready = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private int port;
  private int healthPort;

  /**
   * What the command line says.
   *
   * @param wholeCluster whether the manager has rights beyond its own namespace
   * @param dnsServers instead of those in resolv.conf; ADDRESS or ADDRESS:PORT
   */
  public record Options(
      int port,
      int healthPort,
      IpAddress bind,
      String namespace,
      String podName,
      List<String> dnsServers,
      Path resolvConf,
      boolean wholeCluster,
      Agent agent) {}

  /**
   * How agents are started.
   *
   * @param image of their containers; empty: the manager's own
   * @param command that starts one
   * @param manager ADDRESS where agents reach this manager; empty: its first address in the cluster
   */
  public record Agent(Optional<String> image, List<String> command, Optional<String> manager) {}

  private ManagerProcess() {}

  /**
   * Starts the manager; Kubernetes is reached as KUBECONFIG or the pod's service account say.
   *
   * @throws IOException when it cannot serve; nothing is left running then
   */
  public static ManagerProcess start(Options options) throws IOException {
    ManagerProcess process = new ManagerProcess();
    try {
      process.startParts(options);
      return process;
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private void startParts(Options options) throws IOException {
    EventLoopGroup loops =
        Transports.newPacedLoops(
            Math.max(1, Runtime.getRuntime().availableProcessors()), "culvert-loop");
    parts.push(() -> {
      var _ = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(3, TimeUnit.SECONDS);
    });
    HealthServer health =
        HealthServer.start(
            new InetSocketAddress(options.bind().toInetAddress(), options.healthPort()),
            ready::get);
    parts.push(health);
    healthPort = health.port();
    ResolvConf resolver = ResolvConf.read(options.resolvConf());
    List<InetSocketAddress> nameservers = nameservers(options, resolver);
    DnsForwarder dns = new DnsForwarder(new Loops(loops), nameservers, DNS_TRY);
    parts.push(dns);
    Sessions sessions = new Sessions(Sessions.Timing.DEFAULT, System::nanoTime, new SecureRandom());
    var expiry = loops.next().scheduleWithFixedDelay(sessions::expire, 1, 1, TimeUnit.SECONDS);
    parts.push(() -> expiry.cancel(false));
    KubeAccess kube = KubeAccess.connect(options.namespace());
    parts.push(kube);
    ClientAuthorities clients = new ClientAuthorities();
    PublishedFacts facts = new PublishedFacts();
    ServerAuthority authority =
        ServerAuthority.create(
            Instant.now(),
            List.of(
                ServerAuthority.NAME + "." + options.namespace(),
                ServerAuthority.NAME + "." + options.namespace() + ".svc"));
    ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
    parts.push(asking::shutdownNow);
    AtomicInteger serving = new AtomicInteger();
    ServicePorts servicePorts = kube.servicePorts(options.wholeCluster());
    AttachmentBook attachments =
        new AttachmentBook(
            kube.workloads(() ->
                new AgentImage(
                    options
                        .agent()
                        .image()
                        .or(() -> kube.imageOf(options.podName()))
                        .orElse("culvert-manager"),
                    options.agent().command(),
                    reachableAt(options, serving.get()),
                    authority.authorityPem())),
            servicePorts,
            sessions::silent,
            Clock.systemUTC(),
            asking);
    asking.execute(() -> restoreServicePorts(servicePorts));
    var looking =
        loops.next().scheduleWithFixedDelay(attachments::look, 500, 500, TimeUnit.MILLISECONDS);
    parts.push(() -> looking.cancel(false));
    ManagerServer server =
        ManagerServer.start(
            new ManagerServer.Parts(
                loops,
                new InetSocketAddress(options.bind().toInetAddress(), options.port()),
                authority,
                clients,
                new CachingTokenVerifier(kube.tokens(), TOKEN_MEMORY, System::nanoTime),
                kube.authorizer(),
                sessions,
                facts,
                dns,
                new ClusterDialPolicy(
                    ownAddresses(), Set.copyOf(List.of(options.port(), healthPort))),
                attachments,
                kube.pods(),
                TunnelService.Limits.DEFAULT,
                ManagerMain.Version.text(),
                options.namespace(),
                options.podName()));
    parts.push(server);
    // First of all at the end: agents must hear of it.
    parts.push(attachments::close);
    port = server.port();
    serving.set(port);
    kube.publishAuthority(authority.authorityPem());
    kube.follow(
        clients,
        facts,
        resolver.clusterDomain().orElse(ResolvConf.DEFAULT_DOMAIN),
        nameservers.stream().map(each -> IpAddress.of(each.getAddress())).toList(),
        options.wholeCluster());
    ready.set(true);
    LOG.info(
        "manager {}/{} is ready; it asks {} for names",
        options.namespace(),
        options.podName(),
        nameservers);
  }

  /** A manager that was killed could not do it. */
  private static void restoreServicePorts(ServicePorts servicePorts) {
    try {
      servicePorts.restoreAll();
    } catch (IOException | RuntimeException e) {
      LOG.warn("no Service could be looked at for what an earlier manager moved", e);
    }
  }

  private static List<InetSocketAddress> nameservers(Options options, ResolvConf resolver)
      throws IOException {
    List<InetSocketAddress> servers =
        options.dnsServers().isEmpty()
            ? resolver.nameservers().stream()
                .map(address -> new InetSocketAddress(address.toInetAddress(), DNS_PORT))
                .toList()
            : options.dnsServers().stream().map(ManagerProcess::nameserver).toList();
    if (servers.isEmpty()) {
      throw new IOException(
          options.resolvConf() + " names no nameserver; give one with --dns-server ADDRESS");
    }
    return servers;
  }

  /** ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT. */
  private static InetSocketAddress nameserver(String text) {
    int colon = text.lastIndexOf(':');
    boolean withPort = colon > 0 && (text.indexOf(':') == colon || text.startsWith("["));
    String address = withPort ? text.substring(0, colon) : text;
    int port = withPort ? Integer.parseInt(text.substring(colon + 1)) : DNS_PORT;
    return new InetSocketAddress(
        IpAddress.parse(address.replaceAll("^\\[|]$", "")).toInetAddress(), port);
  }

  /** Where agents reach this manager: its pod's address. */
  private static String reachableAt(Options options, int port) {
    String address =
        options
            .agent()
            .manager()
            .orElseGet(() -> {
              try {
                return ownAddresses().stream()
                    .map(each -> each.toInetAddress())
                    .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                    .min(Comparator.comparingInt(each -> each.getAddress().length))
                    .orElse(InetAddress.getLoopbackAddress())
                    .getHostAddress();
              } catch (IOException e) {
                throw new IllegalStateException("the manager has no address", e);
              }
            });
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
  }

  private static Set<IpAddress> ownAddresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .map(IpAddress::of)
        .collect(Collectors.toSet());
  }

  /** For clients. */
  public int port() {
    return port;
  }

  /** For probes. */
  public int healthPort() {
    return healthPort;
  }

  /** Returns when it has been closed. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    ready.set(false);
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("a part of the manager did not stop cleanly", e);
      }
    }
    ended.countDown();
  }
}
