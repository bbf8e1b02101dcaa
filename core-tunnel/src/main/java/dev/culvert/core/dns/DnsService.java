package dev.culvert.core.dns;

import dev.culvert.core.inspect.DnsLog;
import dev.culvert.core.inspect.DnsRecord;
import dev.culvert.core.inspect.FlowRecorder.Protocol;
import dev.culvert.core.inspect.NameIndex;
import dev.culvert.core.inspect.Program;
import dev.culvert.core.inspect.ProgramFinder;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.time.Scheduler;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The helper's DNS server. It has one address inside the TUN device, and the engine hands it what
 * is sent there, as it would to the far side: UDP and TCP on port 53, every other port refused.
 *
 * <p>Which names go where: {@link NameRules}. When the tunnel is down, names that only the cluster
 * answers get SERVFAIL at once (not NXDOMAIN, which programs and caches would believe after the
 * tunnel is back); names that may be the cluster's or public get SERVFAIL only if the cluster was
 * seen to have them, since a program must not be sent to a stranger of the same name; all others go
 * upstream as ever.
 *
 * <p>All methods are called on the event loop.
 */
public final class DnsService implements Dialer {
  private static final Logger LOG = LoggerFactory.getLogger(DnsService.class);

  /** The port (RFC 1035 section 4.2). */
  public static final int PORT = 53;

  /**
   * The largest UDP answer, whatever the asker offers: it fits the smallest MTU that IPv6 allows,
   * so it is never fragmented.
   */
  static final int UDP_LIMIT = Answering.EDNS_SIZE;

  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  /** Queries at work; more are dropped, and their programs ask again. */
  private static final int MOST_AT_WORK = 4_096;

  private final Scheduler scheduler;
  private final ClusterResolver cluster;
  private final Answering.Context context;
  private final DnsLog log;
  private final ProgramFinder programs;
  private DnsConfig config = DnsConfig.none();
  private int atWork;

  /**
   * A server that knows no cluster yet.
   *
   * @param clock for the times in the log
   * @param names told of every address that an answer holds
   * @param programs asked who sent each query
   */
  public DnsService(
      Scheduler scheduler,
      InstantSource clock,
      ClusterLookup lookup,
      Upstream upstream,
      DnsLog log,
      NameIndex names,
      ProgramFinder programs) {
    this.scheduler = scheduler;
    this.cluster = new ClusterResolver(scheduler, lookup);
    this.context = new Answering.Context(scheduler, clock, cluster, upstream, names, PATIENCE);
    this.log = log;
    this.programs = programs;
  }

  /**
   * From now on these rules; what was remembered is forgotten. Also to be called after a reconnect.
   */
  public void configure(DnsConfig newConfig) {
    if (newConfig.clusterDomain().equals(config.clusterDomain())) {
      cluster.flush();
    } else {
      cluster.forget();
    }
    config = newConfig;
  }

  /** No cluster any more: every name goes upstream. */
  public void clear() {
    configure(DnsConfig.none());
    context.names().clear();
  }

  /**
   * Asks one name the way a program's query would go. Not logged.
   *
   * @param name with or without the dot at the end
   * @param type as in zone files: {@code A}; empty for {@code A}
   * @return completes on the loop with the whole reasoning; exceptionally with an {@link
   *     IllegalArgumentException} when name or type is none
   */
  public CompletionStage<DnsRecord> tryName(String name, String type) {
    int typeNumber = type.isEmpty() ? Type.A : Type.value(type, true);
    if (typeNumber < 0) {
      return CompletableFuture.failedStage(
          new IllegalArgumentException(
              "\"" + type + "\" is not a type of DNS record; A, AAAA, SRV or PTR are"));
    }
    Name parsed;
    try {
      parsed = Name.fromString(name, Name.root);
    } catch (TextParseException e) {
      return CompletableFuture.failedStage(
          new IllegalArgumentException(
              "\""
                  + name
                  + "\" is not a DNS name: labels of 1 to 63 characters, 253 in all, divided by"
                  + " single dots",
              e));
    }
    Message message = new Message(ThreadLocalRandom.current().nextInt(0x10000));
    message.getHeader().setFlag(Flags.RD);
    message.addRecord(Record.newRecord(parsed, typeNumber, DClass.IN), Section.QUESTION);
    if (Query.parse(message.toWire()) instanceof Query.Good(Query query)) {
      return new Answering(context, query, config).answer().thenApply(Outcome::record);
    }
    return CompletableFuture.failedStage(
        new IllegalArgumentException("\"" + name + "\" cannot be asked for with type " + type));
  }

  @Override
  public ByteStream dialTcp(Endpoint source, Endpoint destination, ByteStream.Listener listener) {
    if (destination.port() != PORT) {
      return new RefusedStream(scheduler, destination, listener);
    }
    return new DnsByteStream(scheduler, asker(Protocol.TCP, source, destination), listener);
  }

  @Override
  public DatagramFlow openUdp(
      Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
    return new DnsDatagramFlow(
        scheduler, asker(Protocol.UDP, source, destination), destination, listener);
  }

  private Asker asker(Protocol protocol, Endpoint source, Endpoint destination) {
    return new Asker(protocol, source, destination);
  }

  /** One flow of queries from one program, who is looked up once. */
  final class Asker {
    private final boolean udp;
    private final CompletionStage<Optional<Program>> program;

    private Asker(Protocol protocol, Endpoint source, Endpoint destination) {
      udp = protocol == Protocol.UDP;
      program = programs.find(protocol, source, destination);
    }

    /**
     * Serves one message; the reply comes during this call or later.
     *
     * @return false when nothing will come: it was no query, or there are too many
     */
    boolean serve(byte[] bytes, Consumer<byte[]> reply) {
      if (atWork >= MOST_AT_WORK) {
        return false;
      }
      switch (Query.parse(bytes)) {
        case Query.Garbage() -> {
          return false;
        }
        case Query.Refused(byte[] refusal) -> reply.accept(refusal);
        case Query.Good(Query query) -> {
          atWork++;
          var _ =
              new Answering(context, query, config)
                  .answer()
                  .whenComplete((outcome, failure) -> done(query, outcome, failure, reply));
        }
      }
      return true;
    }

    private void done(
        Query query,
        @Nullable Outcome outcome,
        @Nullable Throwable failure,
        Consumer<byte[]> reply) {
      atWork--;
      if (outcome == null) {
        LOG.error("A mistake in the DNS server: no answer for {}", query.question(), failure);
        reply.accept(query.reply(Rcode.SERVFAIL).toWire());
        return;
      }
      byte[] message = outcome.message();
      reply.accept(
          udp ? Wire.fit(message, query.udpLimit(UDP_LIMIT), query.edns() != null) : message);
      var _ = program.thenAccept(found -> log.add(outcome.record(), found));
    }
  }
}
