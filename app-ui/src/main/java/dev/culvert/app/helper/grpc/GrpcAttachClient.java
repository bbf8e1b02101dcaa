package dev.culvert.app.helper.grpc;

import com.google.common.util.concurrent.ListenableFuture;
import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.AttachClient;
import dev.culvert.app.helper.HelperException;
import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.DetachRequest;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.EnvironmentRequest;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.PrepareRequest;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.attach.v1.RevokeRequest;
import dev.culvert.proto.attach.v1.WatchAttachmentsRequest;
import dev.culvert.proto.helper.v1.AttachingGrpc;
import dev.culvert.proto.helper.v1.LocalAttachRequest;
import dev.culvert.proto.helper.v1.LocalAttachments;
import dev.culvert.proto.helper.v1.MountRequest;
import dev.culvert.proto.helper.v1.MountState;
import dev.culvert.proto.helper.v1.UnmountRequest;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Attachments over the helper's socket. */
final class GrpcAttachClient implements AttachClient {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final HelperSocket socket;
  private final ScheduledExecutorService thread;
  private final ManagedChannel channel;
  private final Caller caller;
  private final Function<StandingCall<?, ?>, Subscription> keeper;

  /** Makes one call on the client's thread. */
  interface Caller {
    <A> CompletableFuture<A> call(Function<ManagedChannel, ListenableFuture<A>> method);
  }

  /**
   * @param keeper begins a standing call and closes it with the client
   */
  GrpcAttachClient(
      HelperSocket socket,
      ScheduledExecutorService thread,
      ManagedChannel channel,
      Caller caller,
      Function<StandingCall<?, ?>, Subscription> keeper) {
    this.socket = socket;
    this.thread = thread;
    this.channel = channel;
    this.caller = caller;
    this.keeper = keeper;
  }

  private <A> CompletableFuture<A> call(
      Function<AttachingGrpc.AttachingFutureStub, ListenableFuture<A>> method) {
    return caller.call(open ->
        method.apply(
            AttachingGrpc.newFutureStub(open)
                .withWaitForReady()
                .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)));
  }

  private static CompletableFuture<Void> nothing(CompletableFuture<?> from) {
    CompletableFuture<Void> to = new CompletableFuture<>();
    // Not by `thenAccept`: dependent stages would wrap the exception.
    var _ =
        from.whenComplete((_, failure) -> {
          if (failure == null) {
            to.complete(null);
          } else {
            to.completeExceptionally(failure);
          }
        });
    return to;
  }

  @Override
  public CompletableFuture<Plan> prepare(AttachSpec spec) {
    return call(stub -> stub.prepare(PrepareRequest.newBuilder().setSpec(spec).build()));
  }

  @Override
  public CompletableFuture<Ready> attach(AttachRequest request, Consumer<AttachEvent> events) {
    CompletableFuture<Ready> ready = new CompletableFuture<>();
    thread.execute(() -> {
      try {
        socket.probe();
      } catch (HelperException e) {
        ready.completeExceptionally(e);
        return;
      }
      AttachingGrpc.newStub(channel)
          .withWaitForReady()
          .attach(
              LocalAttachRequest.newBuilder().setAttach(request).build(),
              new Attaching(ready, events));
    });
    return ready;
  }

  private final class Attaching implements ClientResponseObserver<LocalAttachRequest, AttachEvent> {
    private final CompletableFuture<Ready> ready;
    private final Consumer<AttachEvent> events;
    private @Nullable Ready last;

    Attaching(CompletableFuture<Ready> ready, Consumer<AttachEvent> events) {
      this.ready = ready;
      this.events = events;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<LocalAttachRequest> call) {
      var _ =
          ready.whenComplete((_, _) -> {
            if (ready.isCancelled()) {
              call.cancel("given up", null);
            }
          });
    }

    @Override
    public void onNext(AttachEvent event) {
      if (event.hasReady()) {
        last = event.getReady();
      }
      events.accept(event);
    }

    @Override
    public void onError(Throwable failure) {
      ready.completeExceptionally(HelperErrors.of(failure, socket.path()));
    }

    @Override
    public void onCompleted() {
      Ready told = last;
      if (told == null) {
        ready.completeExceptionally(
            new HelperException(
                HelperException.Reason.FAILED, "The helper ended attaching without a word."));
      } else {
        ready.complete(told);
      }
    }
  }

  @Override
  public Subscription watch(Consumer<LocalAttachments> listener) {
    return keeper.apply(
        new StandingCall<WatchAttachmentsRequest, LocalAttachments>(
            socket,
            thread,
            observer ->
                AttachingGrpc.newStub(channel)
                    .withWaitForReady()
                    .watchAttachments(WatchAttachmentsRequest.getDefaultInstance(), observer),
            listener,
            _ -> {}));
  }

  @Override
  public CompletableFuture<Void> detach(String id) {
    return nothing(call(stub -> stub.detach(DetachRequest.newBuilder().setId(id).build())));
  }

  @Override
  public CompletableFuture<Void> revoke(String id) {
    return nothing(call(stub -> stub.revoke(RevokeRequest.newBuilder().setId(id).build())));
  }

  @Override
  public CompletableFuture<MatchVerdict> match(MatchRequest request) {
    return call(stub -> stub.match(request));
  }

  @Override
  public CompletableFuture<Environment> environment(String id) {
    return call(stub -> stub.getEnvironment(EnvironmentRequest.newBuilder().setId(id).build()));
  }

  @Override
  public CompletableFuture<MountState> mount(MountRequest request) {
    return call(stub -> stub.mount(request));
  }

  @Override
  public CompletableFuture<Void> unmount(String directory) {
    return nothing(
        call(stub -> stub.unmount(UnmountRequest.newBuilder().setDirectory(directory).build())));
  }

  @Override
  public Files files(String attachment, boolean readOnly) {
    return GrpcFiles.open(channel, socket, attachment, readOnly);
  }
}
