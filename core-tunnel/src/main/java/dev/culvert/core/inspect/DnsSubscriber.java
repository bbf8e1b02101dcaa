package dev.culvert.core.inspect;

import java.util.List;

/** Someone who watches the queries. Called by the thread that ticks the {@link DnsLog}. */
public interface DnsSubscriber {

  /** Whether a batch would be taken now; while not, the log is the buffer. */
  boolean ready();

  /**
   * Queries since the batch before, oldest first.
   *
   * @param snapshot forget everything known before; always so in the first batch, which may be
   *     empty
   */
  void onBatch(boolean snapshot, List<DnsRecord> queries);
}
