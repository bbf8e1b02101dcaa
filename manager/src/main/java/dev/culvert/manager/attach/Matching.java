package dev.culvert.manager.attach;

import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import dev.culvert.core.words.WireReasons;
import dev.culvert.manager.agent.rules.RequestFilter;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Header;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One request in thought. Pure. */
final class Matching {
  private Matching() {}

  private record Thought(MatchRequest wire) implements RequestFilter.Request {
    @Override
    public String method() {
      return wire.getMethod().isEmpty() ? "GET" : wire.getMethod();
    }

    @Override
    public String target() {
      return wire.getPath().isEmpty() ? "/" : wire.getPath();
    }

    @Override
    public List<String> header(String name) {
      return wire.getHeadersList().stream()
          .filter(header -> header.getName().equalsIgnoreCase(name))
          .map(Header::getValue)
          .toList();
    }
  }

  static MatchVerdict verdict(
      List<Entry> entries, MatchRequest request, Function<Entry, Attachment> told) {
    MatchVerdict.Builder verdict = MatchVerdict.newBuilder();
    Thought thought = new Thought(request);
    for (Entry entry : entries) {
      Object[] who = {entry.id, entry.session.identity().user()};
      Optional<Reason> missing = whyNot(entry, thought, request.getPort());
      if (missing.isPresent()) {
        say(verdict, Phrase.TAKES_NOT.of(who).because(missing.orElseThrow()));
      } else if (entry.spec.getKind() == Kind.KIND_WIRETAP) {
        say(verdict, Phrase.COPIES.of(who).because(conditions(entry.spec)));
        verdict.addCopiedTo(told.apply(entry));
      } else if (verdict.hasTakenBy()) {
        say(verdict, Phrase.COMES_LATER.of(who));
      } else {
        say(verdict, Phrase.TAKES.of(who).because(conditions(entry.spec)));
        verdict.setTakenBy(told.apply(entry));
      }
    }
    if (request.hasDraft()) {
      draft(request.getDraft(), thought, verdict);
    }
    if (!verdict.hasTakenBy() && !verdict.getTakenByDraft()) {
      say(verdict, Phrase.POD_ANSWERS.of());
    }
    return verdict.build();
  }

  private static void draft(AttachSpec draft, Thought thought, MatchVerdict.Builder verdict) {
    Kind kind = draft.getKind();
    if (kind == Kind.KIND_INGEST || kind == Kind.KIND_UNSPECIFIED) {
      return;
    }
    Optional<Reason> missing = unlike(draft, thought);
    if (missing.isPresent()) {
      say(verdict, Phrase.DRAFT_TAKES_NOT.of().because(missing.orElseThrow()));
    } else if (kind == Kind.KIND_WIRETAP) {
      say(verdict, Phrase.DRAFT_COPIES.of().because(conditions(draft)));
      verdict.setCopiedToDraft(true);
    } else if (verdict.hasTakenBy()) {
      say(verdict, Phrase.DRAFT_LATER.of());
    } else {
      say(verdict, Phrase.DRAFT_TAKES.of().because(conditions(draft)));
      verdict.setTakenByDraft(true);
    }
  }

  private static void say(MatchVerdict.Builder verdict, Reason reason) {
    verdict.addReasoning(reason.toString()).addReasons(WireReasons.toWire(reason));
  }

  private static List<Reason> conditions(AttachSpec spec) {
    return spec.hasFilter()
        ? RequestFilter.of(spec.getFilter()).conditions()
        : List.of(Phrase.WHOLE_PORT.of());
  }

  private static Optional<Reason> whyNot(Entry entry, Thought thought, String port) {
    if (!entry.traffic()) {
      return Optional.of(Phrase.NO_TRAFFIC.of());
    }
    if (!entry.reachable) {
      return Optional.of(Phrase.AWAY.of());
    }
    if (!port.isEmpty()
        && entry.meant.ports().stream().noneMatch(each -> each.getRemote().equals(port))) {
      return Optional.of(Phrase.NOT_PORT.of(port));
    }
    return unlike(entry.spec, thought);
  }

  private static Optional<Reason> unlike(AttachSpec spec, Thought thought) {
    return spec.hasFilter()
        ? RequestFilter.of(spec.getFilter())
            .firstMissing(thought)
            .map(condition -> Phrase.ONLY_WHERE.of().because(condition))
        : Optional.empty();
  }
}
