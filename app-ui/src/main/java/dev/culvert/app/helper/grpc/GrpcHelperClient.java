package dev.culvert.app.helper.grpc;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.AttachClient;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.helper.HelperException.Reason;
import dev.culvert.app.helper.InspectClient;
import dev.culvert.app.kubeconfig.ConnectRequestSource;
import dev.culvert.app.kubeconfig.CredentialException;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.DisconnectRequest;
import dev.culvert.proto.helper.v1.DnsEvent;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.FlowEvent;
import dev.culvert.proto.helper.v1.HelperGrpc;
import dev.culvert.proto.helper.v1.HelperGrpc.HelperFutureStub;
import dev.culvert.proto.helper.v1.HelperGrpc.HelperStub;
import dev.culvert.proto.helper.v1.HistoryEvent;
import dev.culvert.proto.helper.v1.RestoreRequest;
import dev.culvert.proto.helper.v1.RestoreResponse;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateEvent;
import dev.culvert.proto.helper.v1.TryNameRequest;
import dev.culvert.proto.helper.v1.WatchDnsRequest;
import dev.culvert.proto.helper.v1.WatchFlowsRequest;
import dev.culvert.proto.helper.v1.WatchHistoryRequest;
import dev.culvert.proto.helper.v1.WatchStateRequest;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The helper over gRPC on its Unix domain socket. One thread of its own runs every listener; the
 * calls themselves may come from any thread and do not block. The helper need not be running when
 * the client is made.
 */
public final class GrpcHelperClient implements HelperClient {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcHelperClient.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Undoing waits for the mounts, the routes and the resolver. */
  private static final Duration PATIENCE_TO_UNDO = Duration.ofSeconds(60);

  private final HelperSocket socket;
  private final ConnectRequestSource source;
  private final HelperRoad road = HelperRoad.ofThisSystem();
  private final ScheduledExecutorService thread =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("culvert-helper-client").factory(),
          // What comes after the end is of no interest to anybody.
          new ThreadPoolExecutor.DiscardPolicy());
  private final ManagedChannel channel;
  private final CredentialSupply supply;
  private final InspectClient inspect;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<Subscription> watches = new CopyOnWriteArrayList<>();

  private GrpcHelperClient(HelperSocket socket, ConnectRequestSource source) {
    this.socket = socket;
    this.source = source;
    this.channel = road.channel(socket.path()).executor(thread).build();
    this.inspect =
        new GrpcInspectClient(
            socket,
            channel,
            thread,
            call -> {
              Subscription _ = keep(call);
              return call;
            });
    this.supply = new CredentialSupply(stub(), socket, thread, source);
  }

  /** Loads the native code that a client needs, so that opening one does not wait for it. */
  public static void warm() {
    HelperRoad.ofThisSystem().close();
  }

  /** {@code CULVERT_HELPER_SOCKET}, or {@code /run/culvert/helper.sock}. */
  public static Path defaultSocket() {
    return HelperSocket.defaultPath(System.getenv());
  }

  /** A client of the helper behind this socket, which must be root's. */
  public static HelperClient open(Path socket, ConnectRequestSource requests) {
    return new GrpcHelperClient(new HelperSocket(socket, SocketTrust.ROOT), requests);
  }

  /** As open, and trusts a socket of this process's own user too: for tests and sandboxes. */
  public static HelperClient openOwn(Path socket, ConnectRequestSource requests) {
    return new GrpcHelperClient(new HelperSocket(socket, SocketTrust.ROOT_OR_OWN), requests);
  }

  private HelperStub stub() {
    return HelperGrpc.newStub(channel).withWaitForReady();
  }

  @Override
  public CompletableFuture<Void> connect(String context, String namespace) {
    CompletableFuture<ConnectRequest> request = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("culvert-connect-request")
        .start(() -> {
          try {
            // Whether there is a helper at all is cheaper to learn than a credential.
            socket.probe();
            request.complete(source.connectRequest(context, namespace));
          } catch (HelperException e) {
            request.completeExceptionally(e);
          } catch (CredentialException e) {
            request.completeExceptionally(
                new HelperException(Reason.CREDENTIALS, String.valueOf(e.getMessage())));
          } catch (RuntimeException e) {
            request.completeExceptionally(
                new HelperException(Reason.FAILED, "Preparing to connect failed: " + e));
          }
        });
    CompletableFuture<Void> done = new CompletableFuture<>();
    var _ =
        request.whenComplete((ready, failure) -> {
          if (failure == null) {
            copy(connect(ready), done, () -> {});
          } else {
            done.completeExceptionally(HelperErrors.of(failure, socket.path()));
          }
        });
    return done;
  }

  /** Not by {@code thenAccept}: dependent stages would wrap the exception. */
  private static void copy(CompletableFuture<?> from, CompletableFuture<Void> to, Runnable then) {
    var _ =
        from.whenComplete((_, failure) -> {
          if (failure == null) {
            then.run();
            to.complete(null);
          } else {
            to.completeExceptionally(failure);
          }
        });
  }

  @Override
  public CompletableFuture<Void> connect(ConnectRequest request) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    copy(call(PATIENCE, stub -> stub.connect(request)), done, supply::begin);
    return done;
  }

  @Override
  public CompletableFuture<Void> disconnect() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    DisconnectRequest request = DisconnectRequest.getDefaultInstance();
    copy(call(PATIENCE_TO_UNDO, stub -> stub.disconnect(request)), done, () -> {});
    return done;
  }

  @Override
  public CompletableFuture<DnsQuery> tryName(String name, String type) {
    TryNameRequest request = TryNameRequest.newBuilder().setName(name).setType(type).build();
    return call(PATIENCE, stub -> stub.tryName(request));
  }

  @Override
  public CompletableFuture<RestoreResponse> restore() {
    RestoreRequest request = RestoreRequest.getDefaultInstance();
    return call(PATIENCE_TO_UNDO, stub -> stub.restore(request));
  }

  @Override
  public AttachClient attachments() {
    return new GrpcAttachClient(
        socket,
        thread,
        channel,
        new GrpcAttachClient.Caller() {
          @Override
          public <A> CompletableFuture<A> call(
              Function<ManagedChannel, ListenableFuture<A>> method) {
            return ask(method);
          }
        },
        this::keep);
  }

  private <A> CompletableFuture<A> call(
      Duration patience, Function<HelperFutureStub, ListenableFuture<A>> method) {
    return ask(open ->
        method.apply(
            HelperGrpc.newFutureStub(open)
                .withWaitForReady()
                .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)));
  }

  /** One answer, on the client's thread. */
  private <A> CompletableFuture<A> ask(Function<ManagedChannel, ListenableFuture<A>> method) {
    CompletableFuture<A> result = new CompletableFuture<>();
    if (closed.get()) {
      result.completeExceptionally(
          new HelperException(Reason.FAILED, "The connection to the helper is closed."));
      return result;
    }
    thread.execute(() -> {
      try {
        socket.probe();
      } catch (HelperException e) {
        result.completeExceptionally(e);
        return;
      }
      channel.resetConnectBackoff();
      Futures.addCallback(
          method.apply(channel),
          new FutureCallback<A>() {
            @Override
            public void onSuccess(A answer) {
              result.complete(answer);
            }

            @Override
            public void onFailure(Throwable failure) {
              result.completeExceptionally(HelperErrors.of(failure, socket.path()));
            }
          },
          thread);
    });
    return result;
  }

  @Override
  public Subscription watchState(Consumer<State> listener, Consumer<Presence> presence) {
    StateWatch watch = new StateWatch(listener, presence, this::supplyIfOurs);
    return keep(
        new StandingCall<WatchStateRequest, StateEvent>(
            socket,
            thread,
            observer -> {
              channel.resetConnectBackoff();
              stub().watchState(WatchStateRequest.getDefaultInstance(), observer);
            },
            watch::event,
            watch::broken));
  }

  /** A window that is opened while this user's connection lives takes up supplying for it. */
  private void supplyIfOurs(State state) {
    if (source.supplies()
        && state.hasConnection()
        && state.getConnection().getUid() == OwnUser.uid()) {
      supply.begin();
    }
  }

  @Override
  public Subscription watchFlows(Consumer<FlowEvent> listener) {
    return keep(
        new StandingCall<WatchFlowsRequest, FlowEvent>(
            socket,
            thread,
            observer -> {
              channel.resetConnectBackoff();
              stub().watchFlows(WatchFlowsRequest.getDefaultInstance(), observer);
            },
            listener,
            _ -> {}));
  }

  @Override
  public Subscription watchDns(Consumer<DnsEvent> listener) {
    return keep(
        new StandingCall<WatchDnsRequest, DnsEvent>(
            socket,
            thread,
            observer -> {
              channel.resetConnectBackoff();
              stub().watchDns(WatchDnsRequest.getDefaultInstance(), observer);
            },
            listener,
            _ -> {}));
  }

  @Override
  public Subscription watchHistory(Consumer<HistoryEvent> listener) {
    return keep(
        new StandingCall<WatchHistoryRequest, HistoryEvent>(
            socket,
            thread,
            observer -> {
              channel.resetConnectBackoff();
              stub().watchHistory(WatchHistoryRequest.getDefaultInstance(), observer);
            },
            listener,
            _ -> {}));
  }

  @Override
  public InspectClient inspect() {
    return inspect;
  }

  private Subscription keep(StandingCall<?, ?> call) {
    watches.add(call.begin());
    return () -> {
      watches.remove(call);
      call.close();
    };
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    watches.forEach(Subscription::close);
    supply.close();
    Thread.ofVirtual().name("culvert-helper-close").start(this::end);
  }

  /** Calls under way fail first, on the thread that is ended after them. */
  private void end() {
    channel.shutdownNow();
    try {
      if (!channel.awaitTermination(2, TimeUnit.SECONDS)) {
        LOG.debug("The channel to the helper did not end in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      thread.shutdown();
      road.close();
    }
  }
}
