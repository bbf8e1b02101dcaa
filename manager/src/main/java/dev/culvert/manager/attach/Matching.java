package dev.culvert.manager.attach;

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
      String who = entry.id + " of " + entry.session.identity().user();
      Optional<String> missing = whyNot(entry, thought, request.getPort());
      if (missing.isPresent()) {
        verdict.addReasoning(who + " does not: " + missing.orElseThrow());
      } else if (entry.spec.getKind() == Kind.KIND_WIRETAP) {
        verdict.addReasoning(who + " gets a copy: " + condition(entry.spec));
        verdict.addCopiedTo(told.apply(entry));
      } else if (verdict.hasTakenBy()) {
        verdict.addReasoning(who + " would, and came later");
      } else {
        verdict.addReasoning(who + " takes it: " + condition(entry.spec));
        verdict.setTakenBy(told.apply(entry));
      }
    }
    if (request.hasDraft()) {
      draft(request, thought, verdict);
    }
    if (!verdict.hasTakenBy() && !verdict.getTakenByDraft()) {
      verdict.addReasoning("so the pod serves it itself");
    }
    return verdict.build();
  }

  private static void draft(MatchRequest request, Thought thought, MatchVerdict.Builder verdict) {
    AttachSpec draft = request.getDraft();
    Kind kind = draft.getKind();
    String who = "what you would attach ";
    if (kind == Kind.KIND_INGEST || kind == Kind.KIND_UNSPECIFIED) {
      return;
    }
    Optional<String> missing = unlike(draft, thought);
    if (missing.isPresent()) {
      verdict.addReasoning(who + "does not: " + missing.orElseThrow());
    } else if (kind == Kind.KIND_WIRETAP) {
      verdict.addReasoning(who + "gets a copy: " + condition(draft)).setCopiedToDraft(true);
    } else if (verdict.hasTakenBy()) {
      verdict.addReasoning(who + "would, and came later");
    } else {
      verdict.addReasoning(who + "takes it: " + condition(draft)).setTakenByDraft(true);
    }
  }

  private static String condition(AttachSpec spec) {
    return spec.hasFilter()
        ? RequestFilter.of(spec.getFilter()).toString()
        : "it has the whole port";
  }

  private static Optional<String> whyNot(Entry entry, Thought thought, String port) {
    if (!entry.traffic()) {
      return Optional.of("it takes no traffic");
    }
    if (!entry.reachable) {
      return Optional.of("its computer is away");
    }
    if (!port.isEmpty()
        && entry.meant.ports().stream().noneMatch(each -> each.getRemote().equals(port))) {
      return Optional.of("it has not port " + port);
    }
    return unlike(entry.spec, thought);
  }

  private static Optional<String> unlike(AttachSpec spec, Thought thought) {
    return spec.hasFilter()
        ? RequestFilter.of(spec.getFilter()).firstMissing(thought).map(text -> "not so: " + text)
        : Optional.empty();
  }
}
