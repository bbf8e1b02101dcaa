package dev.culvert.core.dns;

import dev.culvert.core.time.Scheduler;
import dev.culvert.core.tunnel.ManagerSession;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks the cluster, remembers what it said, and asks only once for what several programs want at
 * the same time. The event loop only.
 */
final class ClusterResolver {

  /** Shorter than the 5 s after which glibc and musl ask again. */
  static final Duration TIMEOUT = Duration.ofSeconds(4);

  private static final int CACHED_NAMES = 8_192;
  private static final int KNOWN_NAMES = 4_096;

  /** We take answers of this size from the manager; they do not travel in datagrams. */
  private static final int EDNS_SIZE = 0xffff;

  private final Scheduler scheduler;
  private final ClusterLookup lookup;
  private final ClusterCache cache = new ClusterCache(CACHED_NAMES);
  private final Map<ClusterCache.Key, CompletableFuture<ClusterAnswer>> inFlight = new HashMap<>();

  /** Names that the cluster had, the longest unused ones forgotten. */
  private final Set<String> known =
      Collections.newSetFromMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > KNOWN_NAMES;
            }
          });

  /** Raised by every flush, so that what was asked before is not remembered after it. */
  private int generation;

  ClusterResolver(Scheduler scheduler, ClusterLookup lookup) {
    this.scheduler = scheduler;
    this.lookup = lookup;
  }

  /** Forgets the answers: the cluster may have changed. */
  void flush() {
    generation++;
    cache.clear();
    inFlight.clear();
  }

  /** Forgets also which names the cluster had: it is another cluster, or none. */
  void forget() {
    flush();
    known.clear();
  }

  /** Whether the cluster had this name when it was asked last. */
  boolean had(String name) {
    return known.contains(name);
  }

  /**
   * Answers from memory or from the cluster.
   *
   * @param name in lower case, without the dot at the end
   * @return completes on the loop; exceptionally, with why, when the cluster did not answer
   */
  CompletableFuture<Found> resolve(String name, int type, DnsConfig config) {
    if (type == Type.AAAA && config.isIpv4Only()) {
      return withoutIpv6(name, config);
    }
    return ask(new ClusterCache.Key(name, type));
  }

  /**
   * A cluster without IPv6 subnets has no AAAA records of its own; whether the name exists is told
   * by its A answer, which programs ask for in the same breath. Only aliases that lead out of the
   * cluster have to be asked for.
   */
  private CompletableFuture<Found> withoutIpv6(String name, DnsConfig config) {
    Name domain = absolute(config.clusterDomain());
    return ask(new ClusterCache.Key(name, Type.A))
        .thenCompose(found -> {
          if (domain == null || found.answer.leavesDomain(domain)) {
            return ask(new ClusterCache.Key(name, Type.AAAA));
          }
          return CompletableFuture.completedFuture(
              new Found(found.answer.withoutAnswers(), found.ageNanos, true));
        });
  }

  private CompletableFuture<Found> ask(ClusterCache.Key key) {
    long now = scheduler.nanoTime();
    ClusterCache.Cached entry = cache.get(key, now);
    if (entry != null) {
      return CompletableFuture.completedFuture(
          new Found(entry.answer(), now - entry.storedNanos(), false));
    }
    CompletableFuture<ClusterAnswer> asked = inFlight.get(key);
    if (asked == null) {
      asked = send(key);
    }
    return asked.thenApply(answer -> new Found(answer, -1, false));
  }

  private CompletableFuture<ClusterAnswer> send(ClusterCache.Key key) {
    Name name = absolute(key.name());
    if (name == null) {
      return CompletableFuture.failedFuture(
          new IOException("\"" + key.name() + "\" is longer than a DNS name can be"));
    }
    CompletableFuture<ClusterAnswer> result = new CompletableFuture<>();
    int asOf = generation;
    int id = ThreadLocalRandom.current().nextInt(0x10000);
    inFlight.put(key, result);
    // The tunnel keeps its own time; this one is for a tunnel that forgets to.
    Scheduler.Timer guard =
        scheduler.schedule(
            () -> result.completeExceptionally(silent()), TIMEOUT.plusMillis(250).toNanos());
    lookup
        .lookup(query(id, name, key.type()), TIMEOUT)
        .whenComplete((answer, failure) -> finish(result, id, answer, failure));
    return result.whenComplete((answer, failure) -> {
      guard.cancel();
      if (asOf == generation) {
        inFlight.remove(key);
        if (answer != null) {
          remember(key, answer);
        }
      }
    });
  }

  private static IOException silent() {
    return new IOException("the cluster's DNS did not answer within " + TIMEOUT.toMillis() + " ms");
  }

  private static void finish(
      CompletableFuture<ClusterAnswer> result,
      int id,
      ManagerSession.@Nullable Answer answer,
      @Nullable Throwable failure) {
    if (answer == null) {
      result.completeExceptionally(failure == null ? silent() : failure);
      return;
    }
    try {
      Message message = new Message(answer.message());
      if (message.getHeader().getID() != id || !message.getHeader().getFlag(Flags.QR)) {
        throw new IOException("the manager's answer belongs to another query");
      }
      result.complete(ClusterAnswer.of(message, answer.answeredBy(), answer.mapped()));
    } catch (IOException | RuntimeException e) {
      result.completeExceptionally(
          new IOException("the manager's answer is not a DNS message: " + e.getMessage(), e));
    }
  }

  private void remember(ClusterCache.Key key, ClusterAnswer answer) {
    cache.put(key, answer, scheduler.nanoTime());
    if (answer.nameExists()) {
      known.add(key.name());
    } else if (answer.isCacheable()) {
      known.remove(key.name());
    }
  }

  private static byte[] query(int id, Name name, int type) {
    Message message = new Message(id);
    message.getHeader().setOpcode(Opcode.QUERY);
    message.getHeader().setFlag(Flags.RD);
    message.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
    message.addRecord(new OPTRecord(EDNS_SIZE, 0, 0), Section.ADDITIONAL);
    return message.toWire();
  }

  /** Null when it is too long. */
  private static @Nullable Name absolute(String name) {
    try {
      return Name.fromString(name, Name.root);
    } catch (TextParseException e) {
      return null;
    }
  }

  /**
   * An answer.
   *
   * @param ageNanos how old it is; negative when it was asked for just now
   * @param derived told by the name's A answer, not asked for
   */
  record Found(ClusterAnswer answer, long ageNanos, boolean derived) {}
}
