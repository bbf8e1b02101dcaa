package dev.culvert.manager.rpc;

import dev.culvert.core.tunnel.grpc.AttachMethods;
import dev.culvert.core.tunnel.grpc.StreamMessage;
import dev.culvert.core.tunnel.grpc.TunnelMethods;
import dev.culvert.manager.attach.AgentLink;
import dev.culvert.manager.attach.AttachmentBook;
import dev.culvert.manager.attach.PodContents;
import dev.culvert.manager.attach.Refusal;
import dev.culvert.manager.session.Session;
import dev.culvert.manager.tunnel.Loops;
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
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code culvert.attach.v1.Attachments}. */
final class AttachmentsService extends AttachmentsGrpc.AttachmentsImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(AttachmentsService.class);

  private final AttachmentBook book;
  private final Joins joins;
  private final Loops loops;
  private final ExecutorService blocking;

  AttachmentsService(AttachmentBook book, Joins joins, Loops loops, ExecutorService blocking) {
    this.book = book;
    this.joins = joins;
    this.loops = loops;
    this.blocking = blocking;
  }

  /** With the methods that carry bytes on our own marshallers. */
  ServerServiceDefinition definition() {
    return OwnMethods.of(
        this,
        AttachmentsGrpc.SERVICE_NAME,
        OwnMethods.method(AttachMethods.ACCEPT, this::takeConnection),
        OwnMethods.method(AttachMethods.FILES, this::serveFiles),
        OwnMethods.method(AttachMethods.TO_POD, this::toPod));
  }

  static Status status(Refusal refusal) {
    Status status =
        switch (refusal.kind()) {
          case INVALID -> Status.INVALID_ARGUMENT;
          case NOT_FOUND -> Status.NOT_FOUND;
          case DENIED -> Status.PERMISSION_DENIED;
          case IN_THE_WAY -> Status.FAILED_PRECONDITION;
          case UNAVAILABLE -> Status.UNAVAILABLE;
        };
    return status.withDescription(refusal.getMessage());
  }

  private static StatusException status(Exception failure) {
    return switch (failure) {
      case Refusal refusal -> status(refusal).asException();
      case IOException e ->
          Status.UNAVAILABLE
              .withDescription("the cluster cannot be asked: " + e.getMessage())
              .asException();
      case InterruptedException _ ->
          Status.CANCELLED.withDescription("it was given up").asException();
      default -> {
        LOG.error("an attachment's call failed", failure);
        yield Status.INTERNAL
            .withDescription("the manager failed; its log says more")
            .asException();
      }
    };
  }

  private <R> void answer(StreamObserver<R> to, Callable<R> work) {
    blocking.execute(() -> {
      try {
        R answer = work.call();
        to.onNext(answer);
        to.onCompleted();
      } catch (Exception e) {
        to.onError(status(e));
      }
    });
  }

  @Override
  public void prepare(PrepareRequest request, StreamObserver<Plan> to) {
    Session session = CallGuard.SESSION.get();
    answer(to, () -> book.prepare(session, request.getSpec()));
  }

  @Override
  public void attach(AttachRequest request, StreamObserver<AttachEvent> to) {
    Session session = CallGuard.SESSION.get();
    ServerCallStreamObserver<AttachEvent> call = (ServerCallStreamObserver<AttachEvent>) to;
    Runnable[] giveUp = new Runnable[] {() -> {}};
    call.setOnCancelHandler(() -> giveUp[0].run());
    Future<?> work =
        blocking.submit(() -> {
          try {
            book.attach(
                session,
                request,
                event -> {
                  if (!call.isCancelled()) {
                    call.onNext(event);
                  }
                });
            call.onCompleted();
          } catch (Exception e) {
            if (!call.isCancelled()) {
              call.onError(status(e));
            }
          }
        });
    giveUp[0] = () -> work.cancel(true);
  }

  @Override
  public void watchAttachments(WatchAttachmentsRequest request, StreamObserver<AttachmentList> to) {
    stand(
        (ServerCallStreamObserver<AttachmentList>) to,
        call -> book.watch(CallGuard.SESSION.get(), each -> tell(call, each)));
  }

  @Override
  public void incoming(IncomingRequest request, StreamObserver<IncomingConnection> to) {
    stand(
        (ServerCallStreamObserver<IncomingConnection>) to,
        call -> book.incoming(CallGuard.SESSION.get(), each -> tell(call, each)));
  }

  private static <R> void tell(ServerCallStreamObserver<R> call, R each) {
    // From any thread; gRPC wants one at a time.
    synchronized (call) {
      if (!call.isCancelled()) {
        call.onNext(each);
      }
    }
  }

  /** A call that lasts until it is cancelled or the session ends. */
  private static <R> void stand(
      ServerCallStreamObserver<R> call,
      java.util.function.Function<ServerCallStreamObserver<R>, AutoCloseable> begin) {
    Session session = CallGuard.SESSION.get();
    AutoCloseable standing = begin.apply(call);
    session.own(standing);
    call.setOnCancelHandler(() -> {
      session.disown(standing);
      try {
        standing.close();
      } catch (Exception e) {
        LOG.warn("a standing call did not close", e);
      }
    });
  }

  @Override
  public void detach(DetachRequest request, StreamObserver<DetachResponse> to) {
    Session session = CallGuard.SESSION.get();
    answer(
        to,
        () -> {
          book.detach(session, request.getId());
          return DetachResponse.getDefaultInstance();
        });
  }

  @Override
  public void revoke(RevokeRequest request, StreamObserver<DetachResponse> to) {
    Session session = CallGuard.SESSION.get();
    answer(
        to,
        () -> {
          book.revoke(session, request.getId());
          return DetachResponse.getDefaultInstance();
        });
  }

  @Override
  public void match(MatchRequest request, StreamObserver<MatchVerdict> to) {
    Session session = CallGuard.SESSION.get();
    answer(to, () -> book.match(session, request));
  }

  @Override
  public void getEnvironment(EnvironmentRequest request, StreamObserver<Environment> to) {
    Session session = CallGuard.SESSION.get();
    answer(to, () -> book.environment(session, request.getId()));
  }

  private ServerCall.Listener<StreamMessage> takeConnection(
      ServerCall<StreamMessage, StreamMessage> call, Metadata headers) {
    call.setOnReadyThreshold(TunnelMethods.READY_THRESHOLD);
    String name = headers.get(AttachMethods.STREAM);
    return joins
        .take(name == null ? "" : name, CallGuard.SESSION.get())
        .map(join -> join.join(loops.current(), call))
        .orElseGet(() -> OwnMethods.refuse(call, Status.NOT_FOUND, "there is no such connection"));
  }

  private ServerCall.Listener<StreamMessage> serveFiles(
      ServerCall<StreamMessage, StreamMessage> call, Metadata headers) {
    boolean readOnly = "true".equals(headers.get(AttachMethods.READ_ONLY));
    boolean meter = "true".equals(headers.get(AttachMethods.METER));
    return byAgent(
        call,
        headers,
        (session, attachment) -> {
          PodContents.Files files = book.files(session, attachment);
          return new Asked(
              files.agent(),
              meter
                  ? files.agent()::serveMeter
                  : name -> files.agent().serveFiles(name, readOnly, files.volumes()));
        });
  }

  private ServerCall.Listener<StreamMessage> toPod(
      ServerCall<StreamMessage, StreamMessage> call, Metadata headers) {
    return byAgent(
        call,
        headers,
        (session, attachment) -> {
          int port = port(headers.get(AttachMethods.PORT));
          AgentLink agent = book.dialler(session, attachment, port);
          return new Asked(agent, name -> agent.dialPod(name, port));
        });
  }

  private static int port(@Nullable String text) throws Refusal {
    if (text == null || !text.matches("\\d{1,5}")) {
      throw new Refusal(Refusal.Kind.INVALID, "culvert-port: a number is wanted, not " + text);
    }
    return Integer.parseInt(text);
  }

  /** An agent, and how it is told which stream it is to call with. */
  private record Asked(AgentLink agent, Consumer<String> order) {}

  private interface Asking {
    Asked ask(Session session, String attachment) throws Refusal;
  }

  /** Joins the caller to an agent that is asked to call back. */
  private ServerCall.Listener<StreamMessage> byAgent(
      ServerCall<StreamMessage, StreamMessage> call, Metadata headers, Asking asking) {
    call.setOnReadyThreshold(TunnelMethods.READY_THRESHOLD);
    String attachment = headers.get(AttachMethods.ATTACHMENT);
    try {
      Asked asked = asking.ask(CallGuard.SESSION.get(), attachment == null ? "" : attachment);
      EventLoop loop = loops.current();
      StreamJoin join = new StreamJoin(loop, call);
      join.begin();
      asked.order().accept(joins.put(join, asked.agent(), () -> false, loop));
      return join.askerListener();
    } catch (Refusal e) {
      Status status = status(e);
      return OwnMethods.refuse(call, status, String.valueOf(status.getDescription()));
    }
  }
}
