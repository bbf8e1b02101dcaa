package dev.culvert.helper.local.grpc;

import dev.culvert.core.inspect.DnsLog;
import dev.culvert.core.inspect.DnsRecord;
import dev.culvert.core.inspect.DnsSubscriber;
import dev.culvert.core.inspect.FlowLog;
import dev.culvert.core.inspect.FlowSubscriber;
import dev.culvert.helper.history.History;
import dev.culvert.helper.local.Access;
import dev.culvert.helper.local.Caller;
import dev.culvert.helper.local.Users;
import dev.culvert.helper.session.Connections;
import dev.culvert.helper.session.Credentials;
import dev.culvert.helper.session.Timers;
import dev.culvert.helper.state.Board;
import dev.culvert.helper.state.Failed;
import dev.culvert.helper.state.LocalUser;
import dev.culvert.helper.state.Target;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.ConnectResponse;
import dev.culvert.proto.helper.v1.CredentialsReply;
import dev.culvert.proto.helper.v1.CredentialsRequest;
import dev.culvert.proto.helper.v1.DisconnectRequest;
import dev.culvert.proto.helper.v1.DisconnectResponse;
import dev.culvert.proto.helper.v1.DnsEvent;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.FlowEvent;
import dev.culvert.proto.helper.v1.HelperGrpc;
import dev.culvert.proto.helper.v1.HistoryEvent;
import dev.culvert.proto.helper.v1.RestoreRequest;
import dev.culvert.proto.helper.v1.RestoreResponse;
import dev.culvert.proto.helper.v1.StateEvent;
import dev.culvert.proto.helper.v1.TryNameRequest;
import dev.culvert.proto.helper.v1.WatchDnsRequest;
import dev.culvert.proto.helper.v1.WatchFlowsRequest;
import dev.culvert.proto.helper.v1.WatchHistoryRequest;
import dev.culvert.proto.helper.v1.WatchStateRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The helper's service; the contract is in {@code culvert/helper/v1/helper.proto}. */
public final class HelperService extends HelperGrpc.HelperImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(HelperService.class);

  private final Parts parts;

  /** Who connected last, and so whose names the logs hold. */
  private volatile Optional<LocalUser> lastUser = Optional.empty();

  /**
   * What it serves.
   *
   * @param version the helper's
   */
  public record Parts(
      String version,
      Access access,
      Users users,
      Board board,
      Connections connections,
      CredentialsBroker broker,
      FlowLog flows,
      DnsLog queries,
      History history,
      Timers timers) {}

  /** Serves these. */
  public HelperService(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void connect(ConnectRequest request, StreamObserver<ConnectResponse> to) {
    Caller caller = CallerInterceptor.caller();
    if (denied(caller, to)) {
      return;
    }
    Target target;
    Credentials credentials;
    try {
      target = Requests.target(request, parts.users.byUid(caller.uid()));
      credentials = Requests.credentials(request.getCredentials());
    } catch (StatusRuntimeException e) {
      to.onError(e);
      return;
    }
    answer(
        parts.connections.connect(target, credentials),
        to,
        refusal -> {
          if (refusal.isPresent()) {
            throw Status.FAILED_PRECONDITION
                .withDescription(refusal.orElseThrow())
                .asRuntimeException();
          }
          lastUser = Optional.of(target.user());
          return ConnectResponse.getDefaultInstance();
        });
  }

  @Override
  public void disconnect(DisconnectRequest request, StreamObserver<DisconnectResponse> to) {
    if (denied(CallerInterceptor.caller(), to)) {
      return;
    }
    answer(
        parts.connections.disconnect(),
        to,
        state -> {
          if (state instanceof Failed failed) {
            throw Status.INTERNAL
                .withDescription(failed.problem().message() + ": " + failed.problem().detail())
                .asRuntimeException();
          }
          return DisconnectResponse.getDefaultInstance();
        });
  }

  @Override
  public void restore(RestoreRequest request, StreamObserver<RestoreResponse> to) {
    if (denied(CallerInterceptor.caller(), to)) {
      return;
    }
    answer(
        parts.connections.restore(),
        to,
        undone -> RestoreResponse.newBuilder().addAllUndone(undone).build());
  }

  @Override
  public void tryName(TryNameRequest request, StreamObserver<DnsQuery> to) {
    if (denied(CallerInterceptor.caller(), to)) {
      return;
    }
    if (request.getName().isBlank()) {
      to.onError(Requests.invalid("name", "is empty; it must be a name to look up"));
      return;
    }
    Optional<CompletionStage<DnsRecord>> asked =
        parts.connections.tryName(request.getName(), request.getType());
    if (asked.isEmpty()) {
      to.onError(
          Status.FAILED_PRECONDITION
              .withDescription(
                  "names go their ordinary way while "
                      + parts.board.view().state().inWords()
                      + ": connect first")
              .asRuntimeException());
      return;
    }
    answer(asked.orElseThrow(), to, InspectMessages::query);
  }

  @Override
  public void watchState(WatchStateRequest request, StreamObserver<StateEvent> to) {
    Caller caller = CallerInterceptor.caller();
    boolean mayChange = parts.access.mayChange(caller);
    StateWatch.begin(
        parts.board,
        () ->
            StateMessages.state(
                parts.board.view(),
                parts.version,
                mayChange,
                parts.access.owner().map(LocalUser::name).orElse("root")),
        (ServerCallStreamObserver<StateEvent>) to,
        parts.timers);
  }

  @Override
  public void watchFlows(WatchFlowsRequest request, StreamObserver<FlowEvent> to) {
    Caller caller = CallerInterceptor.caller();
    ServerCallStreamObserver<FlowEvent> call = (ServerCallStreamObserver<FlowEvent>) to;
    Runnable stop =
        parts.flows.subscribe(
            new FlowSubscriber() {
              @Override
              public boolean ready() {
                return call.isReady();
              }

              @Override
              public void onBatch(Batch batch) {
                call.onNext(InspectMessages.flows(batch, maySeeNames(caller)));
              }
            });
    call.setOnCancelHandler(stop);
  }

  @Override
  public void watchDns(WatchDnsRequest request, StreamObserver<DnsEvent> to) {
    Caller caller = CallerInterceptor.caller();
    if (!maySeeNames(caller)) {
      to.onError(namesDenied());
      return;
    }
    ServerCallStreamObserver<DnsEvent> call = (ServerCallStreamObserver<DnsEvent>) to;
    Runnable stop =
        parts.queries.subscribe(
            new DnsSubscriber() {
              private boolean over;

              @Override
              public boolean ready() {
                return !over && call.isReady();
              }

              @Override
              public void onBatch(boolean snapshot, List<DnsRecord> queries) {
                // Somebody else may have connected since the watch began.
                if (maySeeNames(caller)) {
                  call.onNext(InspectMessages.queries(snapshot, queries));
                } else {
                  over = true;
                  call.onError(namesDenied());
                }
              }
            });
    call.setOnCancelHandler(stop);
  }

  @Override
  public void watchHistory(WatchHistoryRequest request, StreamObserver<HistoryEvent> to) {
    HistoryWatch.begin(parts.history, (ServerCallStreamObserver<HistoryEvent>) to);
  }

  @Override
  public StreamObserver<CredentialsReply> supplyCredentials(StreamObserver<CredentialsRequest> to) {
    Caller caller = CallerInterceptor.caller();
    if (!parts.access.mayChange(caller)) {
      to.onError(CredentialsBroker.denied(parts.access.whoMayChange()).asRuntimeException());
      return new Ignoring();
    }
    return parts.broker.open(caller, (ServerCallStreamObserver<CredentialsRequest>) to);
  }

  /** Whether this caller may see what programs ask for and say. */
  public boolean maySeeNames(Caller caller) {
    return parts.access.maySeeNames(caller, lastUser);
  }

  private StatusRuntimeException namesDenied() {
    return Status.PERMISSION_DENIED
        .withDescription(
            "the names that programs ask for are shown to root and to who connected"
                + lastUser.map(user -> ": " + user.name()).orElse(""))
        .asRuntimeException();
  }

  /** Whether the caller may not change things; it has been told so then. */
  private boolean denied(Caller caller, StreamObserver<?> to) {
    if (parts.access.mayChange(caller)) {
      return false;
    }
    LOG.info("refused: uid {} (pid {}) may look and not change", caller.uid(), caller.pid());
    to.onError(CredentialsBroker.denied(parts.access.whoMayChange()).asRuntimeException());
    return true;
  }

  private static <A, B> void answer(
      CompletionStage<A> work, StreamObserver<B> to, Function<A, B> message) {
    BiConsumer<A, Throwable> done =
        (result, failure) -> {
          if (failure != null) {
            to.onError(status(failure));
            return;
          }
          try {
            to.onNext(message.apply(result));
            to.onCompleted();
          } catch (StatusRuntimeException e) {
            to.onError(e);
          }
        };
    var _ = work.whenComplete(done);
  }

  private static StatusRuntimeException status(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    Status status =
        cause instanceof IllegalArgumentException ? Status.INVALID_ARGUMENT : Status.INTERNAL;
    return status.withDescription(String.valueOf(cause.getMessage())).asRuntimeException();
  }

  /** Of a call that was refused. */
  private static final class Ignoring implements StreamObserver<CredentialsReply> {
    @Override
    public void onNext(CredentialsReply reply) {
      // Refused; nothing is taken from this caller.
    }

    @Override
    public void onError(Throwable t) {
      LOG.debug("a refused application has gone", t);
    }

    @Override
    public void onCompleted() {
      LOG.debug("a refused application has gone");
    }
  }
}
