package dev.culvert.manager.dns;

import java.util.concurrent.CompletionStage;

/** Answers DNS messages. */
public interface DnsResolver {
  /**
   * Asks.
   *
   * @param query a DNS message (RFC 1035 section 4), 12 bytes or more
   * @return the answer with the query's id, within 5 s; SERVFAIL when nobody answered
   */
  CompletionStage<byte[]> resolve(byte[] query);
}
