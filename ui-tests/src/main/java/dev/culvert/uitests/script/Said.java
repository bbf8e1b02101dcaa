package dev.culvert.uitests.script;

import dev.culvert.core.dns.Decision;
import dev.culvert.core.dns.DnsConfig;
import dev.culvert.core.dns.NameRules;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import dev.culvert.core.words.WireReasons;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/** Reasons as the helper and the manager send them: the same phrases, rules and translation. */
final class Said {
  private static final String UPSTREAM = "192.0.2.53";
  private static final DnsConfig NAMES =
      new DnsConfig(
          "cluster.local",
          Set.of("shop", "payments", "platform", "kafka"),
          "shop",
          List.of(),
          List.of());

  private Said() {}

  static void why(Flow.Builder flow, Reason reason) {
    if (!reason.isEmpty()) {
      flow.setReason(reason.toString()).setWhy(WireReasons.toWire(reason));
    }
  }

  static void add(MatchVerdict.Builder verdict, Reason reason) {
    verdict.addReasoning(reason.toString()).addReasons(WireReasons.toWire(reason));
  }

  /** What the rules say of this question; the query has its name, type and code. */
  static void rules(DnsQuery.Builder query) {
    Decision decision =
        NameRules.decide(query.getName(), Type.value(query.getType()), DClass.IN, NAMES);
    query.setRule(decision.rule().toString()).setRuleReason(WireReasons.toWire(decision.rule()));
    List<Reason> steps = new ArrayList<>(decision.reasoning());
    switch (decision.where()) {
      case Decision.Cluster(String name) -> query.setLookedUp(name);
      case Decision.ClusterThenUpstream(List<String> names) -> {
        String name = names.getFirst();
        query.setLookedUp(name);
        if (query.getAnsweredBy() == DnsQuery.AnsweredBy.ANSWERED_BY_SYSTEM) {
          query.setServer(UPSTREAM);
          steps.add(Phrase.NAME_UNKNOWN.of(name));
        }
      }
      case Decision.ToUpstream() -> query.setServer(UPSTREAM).setLookedUp(query.getName());
      case Decision.Answer _ -> query.setServer("").setLookedUp(query.getName());
    }
    steps.add(
        query.getCode().equals("SERVFAIL")
            ? Phrase.NAME_NO_RESOLVER.of("no answer within 2000 ms")
            : (query.getAnsweredBy() == DnsQuery.AnsweredBy.ANSWERED_BY_CACHE
                    ? Phrase.NAME_REMEMBERED
                    : Phrase.NAME_ANSWERED)
                .of(query.getServer(), query.getCode()));
    steps.forEach(step -> query.addReasoning(step.toString()).addReasons(WireReasons.toWire(step)));
  }
}
