package dev.culvert.app.view;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.AttachClient;
import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.helper.v1.LocalAttachments;
import dev.culvert.proto.helper.v1.MountRequest;
import dev.culvert.proto.helper.v1.MountState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Answers when the test does. */
final class HandAttach implements AttachClient {
  final List<AttachSpec> prepared = new ArrayList<>();
  final List<AttachRequest> attached = new ArrayList<>();
  final List<String> detached = new ArrayList<>();
  final List<MountRequest> mounted = new ArrayList<>();
  final List<MatchRequest> matched = new ArrayList<>();
  MatchVerdict verdict = MatchVerdict.getDefaultInstance();
  Plan plan = Plan.getDefaultInstance();
  CompletableFuture<Ready> ready = new CompletableFuture<>();
  CompletableFuture<MountState> mount = new CompletableFuture<>();

  @Override
  public CompletableFuture<Plan> prepare(AttachSpec spec) {
    prepared.add(spec);
    return CompletableFuture.completedFuture(plan);
  }

  @Override
  public CompletableFuture<Ready> attach(AttachRequest request, Consumer<AttachEvent> events) {
    attached.add(request);
    events.accept(AttachEvent.newBuilder().setStep("waiting for the agent").build());
    return ready;
  }

  @Override
  public Subscription watch(Consumer<LocalAttachments> listener) {
    return () -> {};
  }

  @Override
  public CompletableFuture<Void> detach(String id) {
    detached.add(id);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<MountState> mount(MountRequest request) {
    mounted.add(request);
    return mount;
  }

  @Override
  public CompletableFuture<Void> revoke(String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<MatchVerdict> match(MatchRequest request) {
    matched.add(request);
    return CompletableFuture.completedFuture(verdict);
  }

  @Override
  public CompletableFuture<Environment> environment(String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> unmount(String directory) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Files files(String attachment, boolean readOnly) {
    throw new UnsupportedOperationException();
  }
}
