package dev.culvert.helper.dns;

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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This computer's name service, in the way that fits it. One caller at a time. */
public final class NameService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NameService.class);

  private final Path directory;
  private final Path resolvConf;
  private final ResolvConfDns file;
  private @Nullable ResolvConfWatch watch;

  /** Of the computer with this root directory. */
  public NameService(Path root, Journal journal, Clock clock) {
    this.directory = root.resolve("etc");
    this.resolvConf = directory.resolve("resolv.conf");
    this.file = new ResolvConfDns(resolvConf, journal, new RewriteLimit(clock), new SecureRandom());
  }

  /** What the computer has without us, also while ours is in force. */
  public ResolvConf original() throws IOException {
    return file.original();
  }

  /** Sends queries to the server. */
  public DnsApplied apply(HostDevice device, DnsRequest request) throws IOException {
    DnsChoice choice = DnsChoice.of(environment());
    file.apply(request);
    if (watch == null) {
      watch = ResolvConfWatch.start(file, directory);
    }
    LOG.info("names are asked through {}: {}", choice.mode().text(), choice.reason());
    return new DnsApplied(choice.mode().text(), choice.reason());
  }

  /** Gives the queries back; whether they were ours. */
  public boolean revert() throws IOException {
    if (watch != null) {
      watch.close();
      watch = null;
    }
    return file.revert();
  }

  /** Undoes a recorded change; whether there was something to do. */
  public boolean restore(ResolvConfReplaced change) throws IOException {
    return file.restore(change);
  }

  /** Undoes a recorded change; whether there was something to do. */
  public boolean restore(ResolvedLinkChanged change) throws IOException {
    LOG.debug("the settings of {} went with the device", change.device());
    return false;
  }

  @Override
  public void close() throws IOException {
    revert();
  }

  private DnsEnvironment environment() throws IOException {
    String target =
        Files.isSymbolicLink(resolvConf) ? Files.readSymbolicLink(resolvConf).toString() : "";
    String text =
        Files.isRegularFile(resolvConf)
            ? Files.readString(resolvConf, StandardCharsets.ISO_8859_1)
            : "";
    return new DnsEnvironment(target, ResolvConf.parse(text).servers(), false);
  }
}
