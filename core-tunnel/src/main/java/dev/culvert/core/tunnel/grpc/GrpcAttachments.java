package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.AttachmentsGrpc;
import dev.culvert.proto.attach.v1.DetachRequest;
import dev.culvert.proto.attach.v1.DetachResponse;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.EnvironmentRequest;
import dev.culvert.proto.attach.v1.IncomingConnection;
import dev.culvert.proto.attach.v1.IncomingRequest;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.PrepareRequest;
import dev.culvert.proto.attach.v1.RevokeRequest;
import dev.culvert.proto.attach.v1.WatchAttachmentsRequest;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Attachments over the session's channel. */
final class GrpcAttachments implements AttachmentCalls {
  /** Asking the cluster by dry runs, on a slow API server. */
  private static final int PATIENCE_SECONDS = 30;

  /** Streams have no address at the far end; failures are told in the manager's words. */
  private static final Endpoint NOWHERE = new Endpoint(IpAddress.of(new byte[4]), 1);

  private final EventLoop loop;
  private final Channel channel;
  private final AttachmentsGrpc.AttachmentsStub stub;

  GrpcAttachments(EventLoop loop, Channel channel) {
    this.loop = loop;
    this.channel = channel;
    this.stub = AttachmentsGrpc.newStub(channel);
  }

  private <R> CompletionStage<R> ask(
      BiConsumer<AttachmentsGrpc.AttachmentsStub, StreamObserver<R>> call) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    loop.execute(() ->
        call.accept(
            stub.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
            new StreamObserver<>() {
              @Override
              public void onNext(R response) {
                answer.complete(response);
              }

              @Override
              public void onError(Throwable thrown) {
                answer.completeExceptionally(refused(thrown));
              }

              @Override
              public void onCompleted() {
                answer.completeExceptionally(
                    new Refused("INTERNAL", "the manager ended a call without an answer"));
              }
            }));
    return answer;
  }

  private static Refused refused(Throwable thrown) {
    Status status = Status.fromThrowable(thrown);
    return new Refused(status.getCode().name(), CallFailures.text(status));
  }

  private <R> Standing stand(
      Consumer<StreamObserver<R>> call, Consumer<R> each, Consumer<Optional<Refused>> end) {
    Context.CancellableContext context = Context.ROOT.withCancellation();
    loop.execute(() ->
        context.run(() ->
            call.accept(
                new StreamObserver<>() {
                  @Override
                  public void onNext(R response) {
                    each.accept(response);
                  }

                  @Override
                  public void onError(Throwable thrown) {
                    loop.execute(() -> end.accept(Optional.of(refused(thrown))));
                  }

                  @Override
                  public void onCompleted() {
                    loop.execute(() -> end.accept(Optional.empty()));
                  }
                })));
    return () -> loop.execute(() -> context.cancel(null));
  }

  @Override
  public Executor loop() {
    return loop;
  }

  @Override
  public CompletionStage<Plan> prepare(PrepareRequest request) {
    return ask((calls, to) -> calls.prepare(request, to));
  }

  @Override
  public Standing attach(
      AttachRequest request, Consumer<AttachEvent> events, Consumer<Optional<Refused>> end) {
    return this.<AttachEvent>stand(to -> stub.attach(request, to), events, end);
  }

  @Override
  public Standing watch(Consumer<AttachmentList> lists) {
    return this.<AttachmentList>stand(
        to -> stub.watchAttachments(WatchAttachmentsRequest.getDefaultInstance(), to),
        lists,
        end -> {});
  }

  @Override
  public CompletionStage<Void> detach(String id) {
    DetachRequest request = DetachRequest.newBuilder().setId(id).build();
    return this.<DetachResponse>ask((calls, to) -> calls.detach(request, to)).thenApply(_ -> null);
  }

  @Override
  public CompletionStage<Void> revoke(String id) {
    RevokeRequest request = RevokeRequest.newBuilder().setId(id).build();
    return this.<DetachResponse>ask((calls, to) -> calls.revoke(request, to)).thenApply(_ -> null);
  }

  @Override
  public CompletionStage<MatchVerdict> match(MatchRequest request) {
    return ask((calls, to) -> calls.match(request, to));
  }

  @Override
  public CompletionStage<Environment> environment(String id) {
    EnvironmentRequest request = EnvironmentRequest.newBuilder().setId(id).build();
    return ask((calls, to) -> calls.getEnvironment(request, to));
  }

  @Override
  public Standing incoming(Consumer<IncomingConnection> connections) {
    return this.<IncomingConnection>stand(
        to -> stub.incoming(IncomingRequest.getDefaultInstance(), to), connections, end -> {});
  }

  @Override
  public ByteStream accept(String stream, long dialNanos, ByteStream.Listener listener) {
    return GrpcStreams.take(
        loop, channel, AttachMethods.ACCEPT, named(stream), dialNanos, NOWHERE, listener);
  }

  @Override
  public void refuse(String stream, Failure failure) {
    GrpcStreams.refuse(channel, AttachMethods.ACCEPT, named(stream), failure);
  }

  private static Metadata named(String stream) {
    Metadata metadata = new Metadata();
    metadata.put(AttachMethods.STREAM, stream);
    return metadata;
  }

  @Override
  public ByteStream files(String attachment, boolean readOnly, ByteStream.Listener listener) {
    Metadata metadata = new Metadata();
    metadata.put(AttachMethods.ATTACHMENT, attachment);
    metadata.put(AttachMethods.READ_ONLY, Boolean.toString(readOnly));
    return GrpcStreams.dial(
        loop, channel, AttachMethods.FILES, metadata, NOWHERE, NOWHERE, listener);
  }

  @Override
  public ByteStream meter(String attachment, ByteStream.Listener listener) {
    Metadata metadata = new Metadata();
    metadata.put(AttachMethods.ATTACHMENT, attachment);
    metadata.put(AttachMethods.METER, "true");
    return GrpcStreams.dial(
        loop, channel, AttachMethods.FILES, metadata, NOWHERE, NOWHERE, listener);
  }

  @Override
  public ByteStream toPod(String attachment, int port, ByteStream.Listener listener) {
    Metadata metadata = new Metadata();
    metadata.put(AttachMethods.ATTACHMENT, attachment);
    metadata.put(AttachMethods.PORT, Integer.toString(port));
    return GrpcStreams.dial(
        loop,
        channel,
        AttachMethods.TO_POD,
        metadata,
        NOWHERE,
        new Endpoint(NOWHERE.address(), port),
        listener);
  }
}
