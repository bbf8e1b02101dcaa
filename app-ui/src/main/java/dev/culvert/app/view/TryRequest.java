package dev.culvert.app.view;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.helper.AttachClient;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/**
 * Which attachment would take a request, what the sheet means among them: the manager is asked,
 * which decides by what its agents decide by. Nothing is sent to the workload.
 */
public final class TryRequest {
  private static final Duration TYPING = Duration.ofMillis(400);

  private final AttachClient client;
  private final Workbench bench;
  private final Workload.Key target;
  private final Supplier<Optional<AttachSpec>> draft;
  private final StringProperty line = new SimpleStringProperty("");
  private Optional<AttachSpec> judged = Optional.empty();
  private final ReadOnlyObjectWrapper<Answer> answer =
      new ReadOnlyObjectWrapper<>(new Answer(Kind.NONE, List.of()));

  /**
   * @param draft what the sheet means now; empty as long as it means nothing whole
   */
  TryRequest(
      AttachClient client,
      Workbench bench,
      Workload.Key target,
      Supplier<Optional<AttachSpec>> draft) {
    this.draft = draft;
    this.client = client;
    this.bench = bench;
    this.target = target;
    line.addListener((o, was, is) -> changed(is));
  }

  /** What the person writes: a path, a method and a path, or a line of curl. */
  public StringProperty line() {
    return line;
  }

  /** What becomes of it. */
  public ReadOnlyObjectProperty<Answer> answer() {
    return answer.getReadOnlyProperty();
  }

  /** The draft means something else now. */
  void draftChanged() {
    if (!line.get().isBlank() && !draft.get().equals(judged)) {
      changed(line.get());
    }
  }

  private void changed(String written) {
    answer.set(new Answer(Kind.NONE, List.of()));
    if (written.isBlank()) {
      return;
    }
    bench.later(
        TYPING,
        () ->
            bench.ui(() -> {
              if (written.equals(line.get())) {
                ask(written);
              }
            }));
  }

  private void ask(String written) {
    MatchRequest.Builder request =
        MatchRequest.newBuilder()
            .setWorkload(
                dev.culvert.proto.attach.v1.Workload.newBuilder()
                    .setKind(target.kind().word())
                    .setNamespace(target.namespace())
                    .setName(target.name()));
    judged = draft.get();
    Optional<AttachSpec> meant = judged;
    meant.ifPresent(request::setDraft);
    try {
      RequestLine.read(written, request);
    } catch (IllegalArgumentException e) {
      answer.set(new Answer(Kind.PROBLEM, List.of(String.valueOf(e.getMessage()))));
      return;
    }
    var _ =
        client
            .match(request.build())
            .whenComplete((verdict, error) ->
                bench.ui(() -> {
                  if (written.equals(line.get()) && meant.equals(judged)) {
                    answer.set(
                        error == null
                            ? new Answer(kind(verdict), said(verdict))
                            : new Answer(Kind.PROBLEM, List.of(AttachModel.words(error))));
                  }
                }));
  }

  private static List<String> said(MatchVerdict verdict) {
    return ReasonWords.of(verdict.getReasonsList(), verdict.getReasoningList());
  }

  private static Kind kind(MatchVerdict verdict) {
    if (verdict.hasTakenBy()) {
      return verdict.getTakenBy().getMine() ? Kind.YOU : Kind.OTHER;
    }
    boolean copy =
        verdict.getCopiedToDraft()
            || verdict.getCopiedToList().stream().anyMatch(Attachment::getMine);
    return verdict.getTakenByDraft() ? Kind.YOU : copy ? Kind.COPY : Kind.POD;
  }

  /** Who would answer. */
  public enum Kind {
    /** Nobody was asked. */
    NONE,
    /** What was written is no request, or the cluster does not say. */
    PROBLEM,
    /** The pods, as ever. */
    POD,
    /** The pods, and this person's program gets a copy. */
    COPY,
    /** This person's program. */
    YOU,
    /** Somebody else's. */
    OTHER
  }

  /**
   * What becomes of a request.
   *
   * @param reasons each attachment with the condition that decided
   */
  public record Answer(Kind kind, List<String> reasons) {
    public Answer {
      reasons = List.copyOf(reasons);
    }
  }
}
