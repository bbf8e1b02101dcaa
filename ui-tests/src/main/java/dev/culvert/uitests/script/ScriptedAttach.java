package dev.culvert.uitests.script;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.AttachClient;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.attach.v1.Rung;
import dev.culvert.proto.helper.v1.LocalAttachments;
import dev.culvert.proto.helper.v1.MountRequest;
import dev.culvert.proto.helper.v1.MountState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The attaching part of a helper that says what it is told to; nothing gets attached by it. */
public final class ScriptedAttach implements AttachClient {
  private final List<Consumer<LocalAttachments>> watchers = new CopyOnWriteArrayList<>();
  private volatile LocalAttachments last = LocalAttachments.getDefaultInstance();
  private volatile Plan plan =
      Plan.newBuilder()
          .setRung(Rung.RUNG_REDIRECT)
          .setAnnouncement("An agent joins 2 pods as an ephemeral container. No pod restarts.")
          .build();

  /** Tells of attachments. */
  public void attachments(LocalAttachments all) {
    last = all;
    watchers.forEach(each -> each.accept(all));
  }

  /** What attaching would do. */
  public void plan(Plan next) {
    plan = next;
  }

  @Override
  public CompletableFuture<Plan> prepare(AttachSpec spec) {
    return CompletableFuture.completedFuture(plan);
  }

  @Override
  public CompletableFuture<Ready> attach(AttachRequest request, Consumer<AttachEvent> events) {
    return new CompletableFuture<>();
  }

  @Override
  public Subscription watch(Consumer<LocalAttachments> listener) {
    watchers.add(listener);
    listener.accept(last);
    return () -> watchers.remove(listener);
  }

  @Override
  public CompletableFuture<Void> detach(String id) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> revoke(String id) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<MatchVerdict> match(MatchRequest request) {
    MatchVerdict.Builder verdict = MatchVerdict.newBuilder();
    Said.add(
        verdict,
        Phrase.TAKES_NOT
            .of("a4", "jonas")
            .because(Phrase.ONLY_WHERE.of().because(Phrase.HEADER_IS.of("x-user", "jonas"))));
    boolean taken =
        request.hasDraft()
            && request.getDraft().getFilter().getHeadersList().stream()
                .allMatch(wanted ->
                    request.getHeadersList().stream()
                        .anyMatch(header -> header.getValue().equals(wanted.getExact())));
    Said.add(
        verdict,
        taken ? Phrase.DRAFT_TAKES.of().because(conditions(request)) : Phrase.POD_ANSWERS.of());
    return CompletableFuture.completedFuture(verdict.setTakenByDraft(taken).build());
  }

  private static List<Reason> conditions(MatchRequest request) {
    List<Reason> conditions =
        request.getDraft().getFilter().getHeadersList().stream()
            .map(header -> Phrase.HEADER_IS.of(header.getName(), header.getExact()))
            .toList();
    return conditions.isEmpty() ? List.of(Phrase.WHOLE_PORT.of()) : conditions;
  }

  @Override
  public CompletableFuture<Environment> environment(String id) {
    return CompletableFuture.completedFuture(Environment.getDefaultInstance());
  }

  @Override
  public CompletableFuture<MountState> mount(MountRequest request) {
    return CompletableFuture.completedFuture(MountState.getDefaultInstance());
  }

  @Override
  public CompletableFuture<Void> unmount(String directory) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Files files(String attachment, boolean readOnly) {
    throw new UnsupportedOperationException("there are no files in a script");
  }
}
