package dev.culvert.helper.dns;

import dev.culvert.core.net.IpAddress;
import dev.culvert.helper.host.DnsApplied;
import dev.culvert.helper.host.DnsRequest;
import dev.culvert.helper.host.HostDevice;
import dev.culvert.helper.journal.Change.ResolvConfReplaced;
import dev.culvert.helper.journal.Change.ResolvedLinkChanged;
import dev.culvert.helper.journal.Journal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This computer's name service, in the way that fits it ({@link DnsChoice}). One caller at a time.
 */
public final class NameService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NameService.class);

  private final Path directory;
  private final Path resolvConf;
  private final Path uplinks;
  private final ResolvConfDns file;
  private final ResolvedDns resolved;
  private @Nullable ResolvConfWatch watch;
  private @Nullable DnsRequest request;

  /** Of the computer with this root directory. */
  public NameService(Path root, Journal journal, Clock clock) {
    this.directory = root.resolve("etc");
    this.resolvConf = directory.resolve("resolv.conf");
    this.uplinks = root.resolve("run/systemd/resolve/resolv.conf");
    this.file = new ResolvConfDns(resolvConf, journal, new RewriteLimit(clock), new SecureRandom());
    this.resolved =
        new ResolvedDns(new ResolvedBus(root.resolve("run/dbus/system_bus_socket")), journal);
  }

  /**
   * What the computer has without us, also while ours is in force. Where programs ask
   * systemd-resolved, the servers that it asks in turn.
   */
  public ResolvConf original() throws IOException {
    ResolvConf original = file.original();
    if (original.servers().stream().noneMatch(DnsChoice::isResolved)
        || !Files.isRegularFile(uplinks)) {
      return original;
    }
    ResolvConf behind = ResolvConf.parse(read(uplinks));
    DnsRequest ours = request;
    Stream<IpAddress> servers =
        original.servers().stream()
            .flatMap(server ->
                DnsChoice.isResolved(server) ? behind.servers().stream() : Stream.of(server));
    // Its file names the servers and domains of every link, ours among them.
    List<String> ourDomains = ours == null ? List.of() : ours.search();
    return new ResolvConf(
        servers.filter(server -> ours == null || !server.equals(ours.server())).distinct().toList(),
        behind.search().stream()
            .filter(domain -> !domain.equals(".") && !ourDomains.contains(domain))
            .toList(),
        original.options(),
        original.others());
  }

  /** Sends queries to the server. */
  public DnsApplied apply(HostDevice device, DnsRequest wanted) throws IOException {
    DnsChoice choice = watch != null ? DnsChoice.kept() : DnsChoice.of(environment());
    if (choice.mode() == DnsChoice.Mode.SYSTEMD_RESOLVED) {
      try {
        resolved.apply(device, wanted);
      } catch (IOException e) {
        LOG.warn("systemd-resolved does not take our settings; replacing resolv.conf instead", e);
        choice =
            new DnsChoice(
                DnsChoice.Mode.RESOLV_CONF,
                "systemd-resolved runs, but refused the settings: " + e.getMessage());
      }
    }
    if (choice.mode() == DnsChoice.Mode.RESOLV_CONF) {
      file.apply(wanted);
      if (watch == null) {
        watch = ResolvConfWatch.start(file, directory);
      }
    }
    request = wanted;
    LOG.info("{}", choice.logLine());
    return new DnsApplied(choice.mode().text(), choice.reason());
  }

  /** Gives the queries back; whether they were ours. */
  public boolean revert() throws IOException {
    if (watch != null) {
      watch.close();
      watch = null;
    }
    boolean fileReverted = file.revert();
    boolean linkReverted = resolved.revert();
    request = null;
    return fileReverted || linkReverted;
  }

  /** Undoes a recorded change; whether there was something to do. */
  public boolean restore(ResolvConfReplaced change) throws IOException {
    return file.restore(change);
  }

  /** Undoes a recorded change; whether there was something to do. */
  public boolean restore(ResolvedLinkChanged change) throws IOException {
    return resolved.restore(change);
  }

  @Override
  public void close() throws IOException {
    revert();
  }

  private DnsEnvironment environment() throws IOException {
    String target =
        Files.isSymbolicLink(resolvConf) ? Files.readSymbolicLink(resolvConf).toString() : "";
    List<IpAddress> servers =
        Files.isRegularFile(resolvConf) ? ResolvConf.parse(read(resolvConf)).servers() : List.of();
    return new DnsEnvironment(target, servers, resolved.answers());
  }

  private static String read(Path path) throws IOException {
    return Files.readString(path, StandardCharsets.ISO_8859_1);
  }
}
