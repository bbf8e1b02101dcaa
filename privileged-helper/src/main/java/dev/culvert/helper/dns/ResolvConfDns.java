package dev.culvert.helper.dns;

import dev.culvert.helper.guardian.Guardian;
import dev.culvert.helper.host.DnsRequest;
import dev.culvert.helper.journal.Change.ResolvConfReplaced;
import dev.culvert.helper.journal.Journal;
import dev.culvert.helper.journal.OriginalFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name service by {@code /etc/resolv.conf}: replaced while connected, kept when another program
 * writes it, put back exactly. In this order, so that at every moment a crash leaves someone who
 * restores: journal, prepared copy, guardian, file.
 *
 * <p>Safe from any thread.
 */
public final class ResolvConfDns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResolvConfDns.class);

  private final ConfFile file;
  private final Journal journal;
  private final ConfFile prepared;
  private final ConfFile preparedAbsence;
  private final RewriteLimit limit;
  private final RandomGenerator random;
  private @Nullable Applied applied;

  /** What is in force. */
  private record Applied(
      DnsRequest request, String mark, Journal.Entry entry, String text, Guardian guardian) {}

  /** Of this file, undone by this journal. */
  public ResolvConfDns(
      Path resolvConf, Journal journal, RewriteLimit limit, RandomGenerator random) {
    this.file = new ConfFile(resolvConf);
    this.journal = journal;
    this.prepared = new ConfFile(journal.directory().resolve("resolv.conf.original"));
    this.preparedAbsence = new ConfFile(journal.directory().resolve("resolv.conf.original.absent"));
    this.limit = limit;
    this.random = random;
  }

  /** What the computer has without us, also while ours is in force. */
  public synchronized ResolvConf original() throws IOException {
    String text = file.text();
    if (!ResolvConf.isOurs(text)) {
      return ResolvConf.parse(text);
    }
    OriginalFile original =
        latest().map(ResolvConfReplaced::original).orElse(new OriginalFile.Absent());
    return ResolvConf.parse(file.textOf(original));
  }

  /** Sends every query to the server; may be called again with another request. */
  public synchronized void apply(DnsRequest request) throws IOException {
    Applied before = applied;
    if (before == null) {
      byte[] session = new byte[8];
      random.nextBytes(session);
      take(request, ResolvConf.mark(HexFormat.of().formatHex(session)), null);
      return;
    }
    String text = text(request, before.mark(), replaced(before).original());
    if (!text.equals(file.text())) {
      file.replace(text);
    }
    applied = new Applied(request, before.mark(), before.entry(), text, before.guardian());
  }

  /** Puts the original back and sends the guardian home; whether ours was in force. */
  public synchronized boolean revert() throws IOException {
    Applied before = applied;
    if (before == null) {
      return false;
    }
    restore(replaced(before));
    journal.settle(before.entry());
    applied = null;
    before.guardian().close();
    return true;
  }

  /**
   * Undoes a recorded replacement, also one of an earlier process: only while the file is still
   * that one. Whether there was something to do.
   */
  public synchronized boolean restore(ResolvConfReplaced change) throws IOException {
    ConfFile changed = new ConfFile(change.path());
    if (!(changed.snapshot() instanceof OriginalFile.Regular)
        || !changed.text().startsWith(change.mark() + "\n")) {
      return false;
    }
    changed.put(change.original());
    return true;
  }

  /**
   * Looks after the file: when another program has written it, what it wrote becomes the original
   * and ours is put back.
   *
   * @return whether there is still something to look after
   */
  public synchronized boolean check() throws IOException {
    Applied now = applied;
    if (now == null) {
      return false;
    }
    String text = file.text();
    if (text.startsWith(now.mark() + "\n")) {
      // The original may be a link into a file that its owner goes on writing.
      String fresh = text(now.request(), now.mark(), replaced(now).original());
      if (!fresh.equals(now.text())) {
        LOG.info("the computer's own resolvers have changed; {} follows", file.path());
        file.replace(fresh);
        applied = new Applied(now.request(), now.mark(), now.entry(), fresh, now.guardian());
      }
      return true;
    }
    if (!limit.allows()) {
      LOG.warn(
          "another program keeps writing {}; Culvert leaves it alone now, and cluster names do not"
              + " resolve. Find that program, then connect again",
          file.path());
      applied = null;
      journal.settle(now.entry());
      now.guardian().close();
      return false;
    }
    LOG.info("another program has written {}; what it wrote is the new original", file.path());
    take(now.request(), now.mark(), now);
    return true;
  }

  @Override
  public void close() throws IOException {
    revert();
  }

  /** Records what is there, prepares its copy, makes sure of a guardian, and replaces it. */
  private void take(DnsRequest request, String mark, @Nullable Applied before) throws IOException {
    OriginalFile original = file.snapshot();
    Journal.Entry entry = journal.record(new ResolvConfReplaced(file.path(), original, mark));
    try {
      if (original instanceof OriginalFile.Absent) {
        preparedAbsence.put(new OriginalFile.Regular(new byte[0], 0600, 0, 0));
        prepared.put(original);
      } else {
        prepared.put(original);
        preparedAbsence.put(new OriginalFile.Absent());
      }
      Guardian guardian =
          before != null && before.guardian().alive()
              ? before.guardian()
              : Guardian.start(file.path(), prepared.path(), mark);
      String text = text(request, mark, original);
      applied = new Applied(request, mark, entry, text, guardian);
      file.replace(text);
    } catch (IOException e) {
      if (before == null) {
        abandon(entry, e);
      }
      throw e;
    }
    if (before != null) {
      journal.settle(before.entry());
    }
  }

  private void abandon(Journal.Entry entry, IOException cause) {
    Applied half = applied;
    applied = null;
    try {
      if (half != null) {
        restore(replaced(half));
        half.guardian().close();
      }
      journal.settle(entry);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private String text(DnsRequest request, String mark, OriginalFile original) throws IOException {
    return ResolvConf.parse(file.textOf(original))
        .replacedBy(mark, request.server(), request.search());
  }

  private static ResolvConfReplaced replaced(Applied applied) {
    return (ResolvConfReplaced) applied.entry().change();
  }

  private Optional<ResolvConfReplaced> latest() {
    return journal.unsettled().stream()
        .map(Journal.Entry::change)
        .filter(ResolvConfReplaced.class::isInstance)
        .map(ResolvConfReplaced.class::cast)
        .findFirst();
  }
}
