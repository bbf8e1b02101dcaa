package dev.culvert.core.dns;

import dev.culvert.core.inspect.DnsRecord;
import dev.culvert.core.inspect.DnsRecord.AnsweredBy;
import dev.culvert.core.inspect.NameIndex;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.time.Scheduler;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * One query on its way from the rules to its answer, collecting the reasons. The event loop only.
 */
final class Answering {

  /** A UDP answer of ours that passes every network in one piece (DNS flag day 2020). */
  static final int EDNS_SIZE = 1_232;

  private final Context context;
  private final Query query;
  private final DnsConfig config;
  private final Decision decision;
  private final Instant at;
  private final long begunNanos;
  private final List<Reason> reasoning;

  Answering(Context context, Query query, DnsConfig config) {
    this.context = context;
    this.query = query;
    this.config = config;
    this.at = context.clock().instant();
    this.begunNanos = context.scheduler().nanoTime();
    this.decision =
        NameRules.decide(
            query.name(), query.question().getType(), query.question().getDClass(), config);
    this.reasoning = new ArrayList<>(decision.reasoning());
  }

  /** Never completes exceptionally but by a mistake of ours. */
  CompletableFuture<Outcome> answer() {
    boolean ours = !(decision.where() instanceof Decision.ToUpstream);
    if (ours && query.edns() != null && query.edns().getVersion() != 0) {
      reasoning.add(Phrase.NAME_EDNS.of(query.edns().getVersion()));
      return CompletableFuture.completedFuture(byRule(Rcode.BADVERS, query.name()));
    }
    return switch (decision.where()) {
      case Decision.Answer(int rcode) ->
          CompletableFuture.completedFuture(byRule(rcode, query.name()));
      case Decision.ToUpstream() -> upstream();
      case Decision.Cluster(String name) ->
          context
              .cluster()
              .resolve(name, query.question().getType(), config)
              .handle((found, failure) ->
                  found != null ? fromCluster(name, found) : clusterSilent(name, failure));
      case Decision.ClusterThenUpstream(List<String> names) -> clusterThenUpstream(names);
    };
  }

  /**
   * @param names one or more
   */
  private CompletableFuture<Outcome> clusterThenUpstream(List<String> names) {
    String name = names.getFirst();
    CompletableFuture<ClusterResolver.Found> asked =
        context.cluster().resolve(name, query.question().getType(), config);
    boolean had = context.cluster().had(name);
    if (!had && !asked.isDone()) {
      // A name the cluster was never seen to have must not wait for a tunnel that has gone quiet.
      asked = asked.copy();
      CompletableFuture<ClusterResolver.Found> waiting = asked;
      var timer =
          context
              .scheduler()
              .schedule(
                  () -> waiting.completeExceptionally(impatient()), context.patience().toNanos());
      var _ = asked.whenComplete((_, _) -> timer.cancel());
    }
    return asked.handle(Reply::new).thenCompose(reply -> orUpstream(names, had, reply));
  }

  private CompletableFuture<Outcome> orUpstream(List<String> names, boolean had, Reply reply) {
    String name = names.getFirst();
    List<String> others = names.subList(1, names.size());
    ClusterResolver.Found found = reply.found;
    if (found != null && found.answer().nameExists()) {
      return CompletableFuture.completedFuture(fromCluster(name, found));
    }
    if (found != null && found.answer().rcode() == Rcode.NXDOMAIN) {
      reasoning.add((others.isEmpty() ? Phrase.NAME_UNKNOWN : Phrase.NAME_UNKNOWN_NEXT).of(name));
      return others.isEmpty() ? upstream() : clusterThenUpstream(others);
    }
    if (had) {
      return CompletableFuture.completedFuture(
          found != null ? fromCluster(name, found) : clusterSilent(name, reply.failure));
    }
    reasoning.add(
        found != null
            ? Phrase.NAME_NEVER_SEEN.of(Rcode.string(found.answer().rcode()))
            : Phrase.NAME_NEVER_SEEN_SILENT.of(why(reply.failure)));
    return upstream();
  }

  /** What the cluster said, or why it said nothing. */
  private record Reply(ClusterResolver.@Nullable Found found, @Nullable Throwable failure) {}

  private IOException impatient() {
    return new IOException("no answer within " + context.patience().toMillis() + " ms");
  }

  private Outcome fromCluster(String name, ClusterResolver.Found found) {
    ClusterAnswer answer = found.answer();
    Message reply = query.reply(answer.rcode());
    List<String> texts = answer.texts();
    Record alias = alias(name, answer);
    if (alias != null) {
      reply.addRecord(alias, Section.ANSWER);
      List<String> withAlias = new ArrayList<>(ClusterAnswer.texts(List.of(alias)));
      withAlias.addAll(texts);
      texts = withAlias;
    }
    addAll(reply, answer.answers(), Section.ANSWER);
    addAll(reply, answer.authority(), Section.AUTHORITY);
    addAll(reply, answer.additional(), Section.ADDITIONAL);
    addEdns(reply, answer.rcode());
    byte[] message = reply.toWire(Message.MAXLENGTH);
    boolean cached = found.ageNanos() >= 0;
    Wire.age(
        message,
        cached ? TimeUnit.NANOSECONDS.toSeconds(found.ageNanos()) : 0,
        answer.capSeconds());
    learn(answer.answers());
    if (found.derived()) {
      reasoning.add(Phrase.NAME_NO_IPV6.of());
    }
    reasoning.add(
        (cached ? Phrase.NAME_REMEMBERED : Phrase.NAME_ANSWERED)
            .of(answer.answeredBy(), code(answer.rcode(), texts.isEmpty())));
    answer.mapped().forEach((virtual, real) -> reasoning.add(Phrase.NAME_MAPPED.of(real, virtual)));
    return new Outcome(
        message,
        record(
            name,
            cached
                ? AnsweredBy.CACHE
                : answer.answeredBy().startsWith("agent") ? AnsweredBy.AGENT : AnsweredBy.MANAGER,
            code(answer.rcode(), answer.answers().isEmpty()),
            texts,
            Optional.of(Duration.ofSeconds(answer.ttlSeconds())),
            cached ? Optional.of(Duration.ofNanos(found.ageNanos())) : Optional.empty(),
            answer.answeredBy(),
            answer.mapped()));
  }

  /** A short name is an alias of the full one: true, and what every resolver understands. */
  private @Nullable Record alias(String name, ClusterAnswer answer) {
    if (!answer.nameExists() || name.equals(query.key())) {
      return null;
    }
    try {
      return new CNAMERecord(
          query.question().getName(),
          DClass.IN,
          answer.answers().isEmpty() ? ClusterAnswer.NEGATIVE_CAP_SECONDS : answer.ttlSeconds(),
          Name.fromString(name, Name.root));
    } catch (TextParseException e) {
      throw new IllegalStateException("the cluster was asked for what is no name: " + name, e);
    }
  }

  private Outcome clusterSilent(String name, @Nullable Throwable failure) {
    reasoning.add(Phrase.NAME_SILENT.of(why(failure)));
    return byRule(Rcode.SERVFAIL, name);
  }

  private CompletableFuture<Outcome> upstream() {
    return context
        .upstream()
        .ask(query.bytes())
        .handle((answer, failure) -> {
          if (answer == null) {
            reasoning.add(Phrase.NAME_NO_RESOLVER.of(why(failure)));
            return byRule(Rcode.SERVFAIL, query.name());
          }
          return fromUpstream(answer);
        })
        .toCompletableFuture();
  }

  private Outcome fromUpstream(Upstream.Answer answer) {
    List<Record> answers;
    int rcode;
    try {
      Message parsed = new Message(answer.message());
      answers = parsed.getSection(Section.ANSWER);
      rcode = parsed.getRcode();
      learn(answers);
    } catch (IOException | RuntimeException e) {
      // It goes back byte for byte all the same: the program judges it as it would have without us.
      reasoning.add(Phrase.NAME_UNREADABLE.of(String.valueOf(e.getMessage())));
      answers = List.of();
      rcode = answer.message().length > 3 ? answer.message()[3] & 15 : Rcode.SERVFAIL;
    }
    reasoning.add(Phrase.NAME_ANSWERED.of(answer.server(), code(rcode, answers.isEmpty())));
    return new Outcome(
        answer.message(),
        record(
            query.name(),
            AnsweredBy.SYSTEM,
            code(rcode, answers.isEmpty()),
            ClusterAnswer.texts(answers),
            answers.stream().map(Record::getTTL).min(Long::compare).map(Duration::ofSeconds),
            Optional.empty(),
            answer.server(),
            Map.of()));
  }

  private Outcome byRule(int rcode, String lookedUp) {
    Message reply = query.reply(rcode);
    if (rcode == Rcode.NXDOMAIN) {
      reply.addRecord(ownSoa(), Section.AUTHORITY);
    }
    addEdns(reply, rcode);
    return new Outcome(
        reply.toWire(Message.MAXLENGTH),
        record(
            lookedUp,
            AnsweredBy.HELPER,
            Rcode.string(rcode),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            "",
            Map.of()));
  }

  /** Without an SOA record resolvers may not remember a no (RFC 2308 section 5). */
  private Record ownSoa() {
    try {
      Name domain = Name.fromString(config.clusterDomain(), Name.root);
      return new SOARecord(
          domain,
          DClass.IN,
          ClusterAnswer.NEGATIVE_CAP_SECONDS,
          Name.concatenate(Name.fromString("ns.dns"), domain),
          Name.concatenate(Name.fromString("hostmaster"), domain),
          1,
          7_200,
          1_800,
          86_400,
          ClusterAnswer.NEGATIVE_CAP_SECONDS);
    } catch (TextParseException | NameTooLongException e) {
      throw new IllegalStateException(
          "the cluster domain is not a name: " + config.clusterDomain(), e);
    }
  }

  private void addEdns(Message reply, int rcode) {
    if (query.edns() != null) {
      reply.addRecord(new OPTRecord(EDNS_SIZE, rcode >> 4, 0), Section.ADDITIONAL);
    }
  }

  private static void addAll(Message reply, List<Record> records, int section) {
    for (Record record : records) {
      reply.addRecord(record, section);
    }
  }

  private void learn(List<Record> answers) {
    for (Record record : answers) {
      switch (record) {
        case ARecord a -> context.names().learn(IpAddress.of(a.getAddress()), query.name());
        case AAAARecord a -> context.names().learn(IpAddress.of(a.getAddress()), query.name());
        default -> {}
      }
    }
  }

  private static String code(int rcode, boolean empty) {
    return rcode == Rcode.NOERROR && empty ? "NODATA" : Rcode.string(rcode);
  }

  private static String why(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause == null) {
      return "no reason given";
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private DnsRecord record(
      String lookedUp,
      AnsweredBy answeredBy,
      String code,
      List<String> records,
      Optional<Duration> ttl,
      Optional<Duration> cacheAge,
      String server,
      Map<IpAddress, IpAddress> mapped) {
    return new DnsRecord(
        0,
        at,
        Optional.empty(),
        query.name(),
        Type.string(query.question().getType()),
        lookedUp,
        decision.rule(),
        answeredBy,
        code,
        records,
        ttl,
        cacheAge,
        Duration.ofNanos(context.scheduler().nanoTime() - begunNanos),
        reasoning,
        server,
        mapped);
  }

  /**
   * What every query needs.
   *
   * @param patience how long a name that may be the cluster's or not waits for the cluster
   */
  record Context(
      Scheduler scheduler,
      InstantSource clock,
      ClusterResolver cluster,
      Upstream upstream,
      NameIndex names,
      Duration patience) {}
}
