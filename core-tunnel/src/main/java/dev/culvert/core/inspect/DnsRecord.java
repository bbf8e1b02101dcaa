package dev.culvert.core.inspect;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.words.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One DNS query and what became of it; on the wire {@code culvert.helper.v1.DnsQuery}.
 *
 * @param id position in the log, from 1; 0 for a name that was only tried
 * @param program empty because it is not known
 * @param name as asked, without the dot at the end
 * @param type {@code A}, {@code SRV}, …
 * @param lookedUp the name that was finally looked up
 * @param rule the rule that decided, in words
 * @param answeredBy who knew
 * @param code {@code NOERROR}, {@code NODATA}, {@code NXDOMAIN}, {@code SERVFAIL}, …
 * @param records of the answer, in presentation form
 * @param ttl the smallest of the answer's
 * @param cacheAge how old the cached answer was; empty when it did not come from the cache
 * @param took from the query's arrival to the answer
 * @param reasoning every step in order, also those not taken
 * @param server who was asked: an upstream's address, {@code manager}, {@code agent:shop/cart};
 *     empty when nobody was
 * @param mapped addresses in the records that are this computer's own for the cluster's, with those
 */
public record DnsRecord(
    long id,
    Instant at,
    Optional<Program> program,
    String name,
    String type,
    String lookedUp,
    Reason rule,
    AnsweredBy answeredBy,
    String code,
    List<String> records,
    Optional<Duration> ttl,
    Optional<Duration> cacheAge,
    Duration took,
    List<Reason> reasoning,
    String server,
    Map<IpAddress, IpAddress> mapped) {

  public DnsRecord {
    records = List.copyOf(records);
    reasoning = List.copyOf(reasoning);
    mapped = Map.copyOf(mapped);
  }

  /** Who knew the answer. */
  public enum AnsweredBy {
    /** The manager, from its place in the cluster. */
    MANAGER,
    /** The agent of an attached workload. */
    AGENT,
    /** The helper remembered it. */
    CACHE,
    /** One of the computer's own resolvers. */
    SYSTEM,
    /** The helper, by rule, without asking anybody. */
    HELPER
  }

  /** The same with its place in the log and the program that asked. */
  DnsRecord placed(long newId, Optional<Program> newProgram) {
    return new DnsRecord(
        newId,
        at,
        newProgram,
        name,
        type,
        lookedUp,
        rule,
        answeredBy,
        code,
        records,
        ttl,
        cacheAge,
        took,
        reasoning,
        server,
        mapped);
  }
}
