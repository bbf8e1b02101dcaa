package dev.culvert.app.helper.grpc;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.helper.InspectClient;
import dev.culvert.proto.helper.v1.InspectGrpc;
import dev.culvert.proto.helper.v1.JournalReport;
import dev.culvert.proto.helper.v1.PacketBatch;
import dev.culvert.proto.helper.v1.ReadJournalRequest;
import dev.culvert.proto.helper.v1.ReadPacketsRequest;
import dev.culvert.proto.helper.v1.Recording;
import dev.culvert.proto.helper.v1.SetRecordingRequest;
import dev.culvert.proto.helper.v1.SpeedReport;
import dev.culvert.proto.helper.v1.SpeedRequest;
import dev.culvert.proto.helper.v1.TrafficEvent;
import dev.culvert.proto.helper.v1.WatchTrafficRequest;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The inspectors' service over the channel of {@link GrpcHelperClient}. */
final class GrpcInspectClient implements InspectClient {
  private final HelperSocket socket;
  private final ManagedChannel channel;
  private final ScheduledExecutorService thread;
  private final UnaryOperator<StandingCall<?, ?>> keep;

  /**
   * @param keep remembers a call that stands until the client is closed
   */
  GrpcInspectClient(
      HelperSocket socket,
      ManagedChannel channel,
      ScheduledExecutorService thread,
      UnaryOperator<StandingCall<?, ?>> keep) {
    this.socket = socket;
    this.channel = channel;
    this.thread = thread;
    this.keep = keep;
  }

  @Override
  public Subscription watchTraffic(Consumer<TrafficEvent> listener) {
    return keep.apply(
        new StandingCall<WatchTrafficRequest, TrafficEvent>(
            socket,
            thread,
            observer -> {
              channel.resetConnectBackoff();
              InspectGrpc.newStub(channel)
                  .withWaitForReady()
                  .watchTraffic(WatchTrafficRequest.getDefaultInstance(), observer);
            },
            listener,
            _ -> {}));
  }

  @Override
  public CompletableFuture<Recording> record(boolean on) {
    SetRecordingRequest request = SetRecordingRequest.newBuilder().setOn(on).build();
    CompletableFuture<Recording> answer = new CompletableFuture<>();
    thread.execute(
        () -> InspectGrpc.newStub(channel).setRecording(request, new One<>(answer, socket)));
    return answer;
  }

  @Override
  public CompletableFuture<JournalReport> journal() {
    CompletableFuture<JournalReport> answer = new CompletableFuture<>();
    thread.execute(() -> {
      try {
        socket.probe();
        InspectGrpc.newStub(channel)
            .readJournal(ReadJournalRequest.getDefaultInstance(), new One<>(answer, socket));
      } catch (HelperException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  @Override
  public Subscription packets(
      ReadPacketsRequest request,
      Consumer<PacketBatch> listener,
      Consumer<Optional<HelperException>> end) {
    Reading<ReadPacketsRequest, PacketBatch> reading = new Reading<>(listener, end);
    thread.execute(() -> {
      try {
        socket.probe();
        InspectGrpc.newStub(channel).readPackets(request, reading);
      } catch (HelperException e) {
        reading.over(Optional.of(e));
      }
    });
    return reading;
  }

  @Override
  public Subscription measure(
      SpeedRequest request,
      Consumer<SpeedReport> listener,
      Consumer<Optional<HelperException>> end) {
    Reading<SpeedRequest, SpeedReport> reading = new Reading<>(listener, end);
    thread.execute(() -> {
      try {
        socket.probe();
        InspectGrpc.newStub(channel).measureSpeed(request, reading);
      } catch (HelperException e) {
        reading.over(Optional.of(e));
      }
    });
    return reading;
  }

  /** One answer. */
  private static final class One<A> implements io.grpc.stub.StreamObserver<A> {
    private final CompletableFuture<A> answer;
    private final HelperSocket socket;

    One(CompletableFuture<A> answer, HelperSocket socket) {
      this.answer = answer;
      this.socket = socket;
    }

    @Override
    public void onNext(A value) {
      answer.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(HelperErrors.of(failure, socket.path()));
    }

    @Override
    public void onCompleted() {
      if (!answer.isDone()) {
        answer.completeExceptionally(HelperErrors.notRunning(socket.path()));
      }
    }
  }

  /** One reading of what comes until it ends. */
  private final class Reading<R, A> implements ClientResponseObserver<R, A>, Subscription {
    private final Consumer<A> listener;
    private final Consumer<Optional<HelperException>> end;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable ClientCallStreamObserver<R> call;

    Reading(Consumer<A> listener, Consumer<Optional<HelperException>> end) {
      this.listener = listener;
      this.end = end;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<R> stream) {
      call = stream;
    }

    @Override
    public void onNext(A answer) {
      if (!over.get()) {
        listener.accept(answer);
      }
    }

    @Override
    public void onError(Throwable failure) {
      over(Optional.of(HelperErrors.of(failure, socket.path())));
    }

    @Override
    public void onCompleted() {
      over(Optional.empty());
    }

    void over(Optional<HelperException> why) {
      if (over.compareAndSet(false, true)) {
        end.accept(why);
      }
    }

    @Override
    public void close() {
      if (over.compareAndSet(false, true) && !thread.isShutdown()) {
        thread.execute(() -> {
          ClientCallStreamObserver<R> running = call;
          if (running != null) {
            running.cancel("no longer wanted", null);
          }
        });
      }
    }
  }
}
