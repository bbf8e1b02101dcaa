package dev.culvert.manager.agent.beside;

import dev.culvert.core.net.IpAddress;
import dev.culvert.manager.dns.DnsForwarder;
import dev.culvert.manager.dns.DnsResolver;
import dev.culvert.manager.dns.ResolvConf;
import dev.culvert.manager.tunnel.Loops;
import dev.culvert.proto.attach.v1.Resolver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names as the pod resolves them: by its own nameservers, asked from within its network, where a
 * mesh or a policy may have a say. Names come whole; whoever asks has completed them.
 */
public final class PodNames implements DnsResolver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodNames.class);
  private static final int PORT = 53;

  /** Three of them, and then the manager asks elsewhere. */
  private static final Duration TRY = Duration.ofMillis(300);

  private final Optional<Resolver> told;
  private final Optional<DnsForwarder> forwarder;

  private PodNames(Optional<Resolver> told, Optional<DnsForwarder> forwarder) {
    this.told = told;
    this.forwarder = forwarder;
  }

  /**
   * As this file says. An agent does everything else without it.
   *
   * @param resolvConf read once: the kubelet writes it before the pod's first container starts
   */
  public static PodNames read(Path resolvConf, Loops loops) {
    return read(resolvConf, loops, PORT);
  }

  /** With nameservers that listen at another port than all do. */
  static PodNames read(Path resolvConf, Loops loops, int port) {
    ResolvConf said;
    try {
      said = ResolvConf.read(resolvConf);
    } catch (IOException e) {
      LOG.warn("how names are resolved here is not known: {}", e.getMessage());
      return new PodNames(Optional.empty(), Optional.empty());
    }
    if (said.nameservers().isEmpty()) {
      LOG.warn("{} names no nameserver", resolvConf);
      return new PodNames(Optional.empty(), Optional.empty());
    }
    List<InetSocketAddress> servers =
        said.nameservers().stream()
            .map(address -> new InetSocketAddress(address.toInetAddress(), port))
            .toList();
    return new PodNames(
        Optional.of(
            Resolver.newBuilder()
                .addAllNameservers(said.nameservers().stream().map(IpAddress::toString).toList())
                .addAllSearch(said.search())
                .build()),
        Optional.of(new DnsForwarder(loops, servers, TRY)));
  }

  /** What the manager is told; empty when names are not resolved here. */
  public Optional<Resolver> told() {
    return told;
  }

  @Override
  public CompletionStage<byte[]> resolve(byte[] query) {
    return forwarder
        .map(each -> each.resolve(query))
        .orElseGet(
            () -> CompletableFuture.failedStage(new IOException("the pod has no nameserver")));
  }

  @Override
  public void close() {
    forwarder.ifPresent(DnsForwarder::close);
  }
}
