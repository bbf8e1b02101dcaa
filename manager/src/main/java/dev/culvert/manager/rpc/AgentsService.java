package dev.culvert.manager.rpc;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.grpc.AttachMethods;
import dev.culvert.core.tunnel.grpc.StreamMessage;
import dev.culvert.core.tunnel.grpc.TunnelMethods;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import dev.culvert.manager.attach.AgentLink;
import dev.culvert.manager.attach.AttachmentBook;
import dev.culvert.manager.attach.Orders;
import dev.culvert.manager.auth.PodVerifier;
import dev.culvert.manager.tunnel.Loops;
import dev.culvert.proto.attach.v1.AgentOrder;
import dev.culvert.proto.attach.v1.AgentReport;
import dev.culvert.proto.attach.v1.AgentsGrpc;
import dev.culvert.proto.attach.v1.DialPod;
import dev.culvert.proto.attach.v1.Hello;
import dev.culvert.proto.attach.v1.IncomingConnection;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Leave;
import dev.culvert.proto.attach.v1.ServeFiles;
import dev.culvert.proto.attach.v1.Transport;
import dev.culvert.proto.attach.v1.Volume;
import dev.culvert.proto.attach.v1.Wanted;
import dev.culvert.proto.attach.v1.Welcome;
import dev.culvert.proto.tunnel.v1.StreamFrame;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code culvert.attach.v1.Agents}. */
final class AgentsService extends AgentsGrpc.AgentsImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(AgentsService.class);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final AttachmentBook book;
  private final PodVerifier pods;
  private final Joins joins;
  private final Loops loops;
  private final Executor blocking;
  private final SecureRandom random = new SecureRandom();

  /** Those that attend, by secret. */
  private final Map<String, Attending> attending = new ConcurrentHashMap<>();

  AgentsService(
      AttachmentBook book, PodVerifier pods, Joins joins, Loops loops, Executor blocking) {
    this.book = book;
    this.pods = pods;
    this.joins = joins;
    this.loops = loops;
    this.blocking = blocking;
  }

  ServerServiceDefinition definition() {
    return OwnMethods.of(
        this,
        AgentsGrpc.SERVICE_NAME,
        OwnMethods.method(AttachMethods.DELIVER, this::deliver),
        OwnMethods.method(AttachMethods.SERVE_FILES, this::filesServed));
  }

  @Override
  public StreamObserver<AgentReport> attend(StreamObserver<AgentOrder> to) {
    CallGuard.Caller caller = CallGuard.CALLER.get();
    return new Attending(caller, (ServerCallStreamObserver<AgentOrder>) to);
  }

  /** An agent's call of Attend. */
  private final class Attending implements StreamObserver<AgentReport>, AgentLink {
    private final CallGuard.Caller caller;
    private final ServerCallStreamObserver<AgentOrder> call;
    private final EventLoop loop = loops.current();
    private final String secret;
    private Optional<PodVerifier.Pod> pod = Optional.empty();
    private Hello hello = Hello.getDefaultInstance();
    private final Questions questions = new Questions(loop, this::order);
    private volatile long heard = System.nanoTime();
    private boolean begun;
    private boolean over;

    Attending(CallGuard.Caller caller, ServerCallStreamObserver<AgentOrder> call) {
      this.caller = caller;
      this.call = call;
      byte[] bits = new byte[32];
      random.nextBytes(bits);
      secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
      call.setOnCancelHandler(this::gone);
      var _ = loop.schedule(this::listen, 1, TimeUnit.SECONDS);
    }

    private void listen() {
      if (over) {
        return;
      }
      if (System.nanoTime() - heard > SILENCE_NANOS) {
        refuse(Status.DEADLINE_EXCEEDED, "silent for too long");
      } else {
        var _ = loop.schedule(this::listen, 1, TimeUnit.SECONDS);
      }
    }

    @Override
    public void onNext(AgentReport report) {
      heard = System.nanoTime();
      switch (report.getReportCase()) {
        case HELLO -> {
          if (!begun) {
            begun = true;
            hello = report.getHello();
            blocking.execute(this::identify);
          }
        }
        case BEAT -> order(AgentOrder.newBuilder().setBeat(report.getBeat()));
        case APPLIED ->
            blocking.execute(() ->
                book.agents()
                    .applied(
                        this,
                        report.getApplied().getGeneration(),
                        report.getApplied().getFailuresMap()));
        case RESOLVED -> questions.answered(report.getResolved());
        case ACTIVITY -> blocking.execute(() -> book.activity(report.getActivity()));
        case REPORT_NOT_SET -> {}
      }
    }

    private void identify() {
      try {
        Optional<PodVerifier.Pod> found =
            caller.token().isEmpty() ? Optional.empty() : pods.verify(caller.token().orElseThrow());
        if (found.isEmpty()) {
          refuse(Status.UNAUTHENTICATED, "a token that is bound to a pod is wanted");
        } else if (!book.agents().expects(found.orElseThrow().uid())) {
          LOG.warn("{} poses as an agent, and none was placed there", found.orElseThrow());
          refuse(Status.PERMISSION_DENIED, "no agent was placed in this pod");
        } else {
          pod = found;
          loop.execute(this::welcome);
        }
      } catch (IOException e) {
        refuse(Status.UNAVAILABLE, String.valueOf(e.getMessage()));
      }
    }

    private void welcome() {
      if (!over) {
        attending.put(secret, this);
        order(AgentOrder.newBuilder().setWelcome(Welcome.newBuilder().setSecret(secret)));
        LOG.info("an agent attends from {} beside {}", pod.orElseThrow(), hello.getTarget());
        blocking.execute(() -> book.agents().came(this));
      }
    }

    private void refuse(Status status, String text) {
      loop.execute(() -> {
        if (!over) {
          call.onError(status.withDescription(text).asException());
          gone();
        }
      });
    }

    private void order(AgentOrder.Builder order) {
      if (loop.inEventLoop()) {
        if (!over) {
          call.onNext(order.build());
        }
      } else {
        loop.execute(() -> order(order));
      }
    }

    private void gone() {
      if (!over) {
        over = true;
        questions.gone();
        if (attending.remove(secret) != null) {
          LOG.info("the agent of {} is gone", pod.orElseThrow());
          blocking.execute(() -> book.agents().went(this));
        }
      }
    }

    @Override
    public void onError(Throwable thrown) {
      gone();
    }

    @Override
    public void onCompleted() {
      gone();
      call.onCompleted();
    }

    @Override
    public String podUid() {
      return pod.orElseThrow().uid();
    }

    @Override
    public Hello hello() {
      return hello;
    }

    @Override
    public void want(long generation, Orders orders) {
      order(
          AgentOrder.newBuilder()
              .setWanted(
                  Wanted.newBuilder()
                      .setGeneration(generation)
                      .addAllRules(orders.rules())
                      .addAllHolds(orders.holds())
                      .addAllPassages(orders.passages())));
    }

    @Override
    public void serveFiles(String stream, boolean readOnly, List<Volume> volumes) {
      order(
          AgentOrder.newBuilder()
              .setServeFiles(
                  ServeFiles.newBuilder()
                      .setStream(stream)
                      .setReadOnly(readOnly)
                      .addAllVolumes(volumes)));
    }

    @Override
    public void serveMeter(String stream) {
      order(
          AgentOrder.newBuilder()
              .setServeFiles(ServeFiles.newBuilder().setStream(stream).setMeter(true)));
    }

    @Override
    public void dialPod(String stream, int port) {
      order(
          AgentOrder.newBuilder().setDialPod(DialPod.newBuilder().setStream(stream).setPort(port)));
    }

    @Override
    public CompletionStage<byte[]> resolve(byte[] query) {
      return questions.ask(query);
    }

    @Override
    public void leave() {
      order(AgentOrder.newBuilder().setLeave(Leave.getDefaultInstance()));
    }
  }

  /** The agent of a call: the secret, on the connection that it was told to. */
  private Optional<Attending> agent(Metadata headers) {
    String secret = headers.get(AttachMethods.AGENT);
    CallGuard.Caller caller = CallGuard.CALLER.get();
    return Optional.ofNullable(secret == null ? null : attending.get(secret))
        .filter(agent -> agent.caller.connection() == caller.connection());
  }

  private ServerCall.Listener<StreamMessage> filesServed(
      ServerCall<StreamMessage, StreamMessage> call, Metadata headers) {
    call.setOnReadyThreshold(TunnelMethods.READY_THRESHOLD);
    String name = headers.get(AttachMethods.STREAM);
    return agent(headers)
        .flatMap(agent -> joins.take(name == null ? "" : name, agent))
        .map(join -> join.join(loops.current(), call))
        .orElseGet(() -> OwnMethods.refuse(call, Status.NOT_FOUND, "there is no such stream"));
  }

  private ServerCall.Listener<StreamMessage> deliver(
      ServerCall<StreamMessage, StreamMessage> call, Metadata headers) {
    call.setOnReadyThreshold(TunnelMethods.READY_THRESHOLD);
    String attachment = headers.get(AttachMethods.ATTACHMENT);
    Optional<Attending> agent = agent(headers);
    if (agent.isEmpty() || attachment == null) {
      return OwnMethods.refuse(call, Status.UNAUTHENTICATED, "no agent attends with this secret");
    }
    EventLoop loop = loops.current();
    StreamJoin join = new StreamJoin(loop, call);
    join.begin();
    boolean udp = "udp".equals(headers.get(AttachMethods.TRANSPORT));
    return new Delivery(join, loop, agent.orElseThrow(), attachment, udp);
  }

  /** Looks at the first frame, tells the laptop, and hands everything else to the join. */
  private final class Delivery extends ServerCall.Listener<StreamMessage> {
    private final StreamJoin join;
    private final EventLoop loop;
    private final Attending agent;
    private final String attachment;
    private final boolean udp;
    private boolean opened;

    Delivery(StreamJoin join, EventLoop loop, Attending agent, String attachment, boolean udp) {
      this.join = join;
      this.loop = loop;
      this.agent = agent;
      this.attachment = attachment;
      this.udp = udp;
    }

    @Override
    public void onMessage(StreamMessage message) {
      if (!opened) {
        opened = true;
        open(message);
      }
      join.askerListener().onMessage(message);
    }

    private void open(StreamMessage message) {
      @Nullable Reason refusal = null;
      if (!(message instanceof StreamMessage.Control(StreamFrame frame)) || !frame.hasOpen()) {
        refusal = Reason.said("the first frame is open");
      } else {
        Supplier<Optional<AttachmentBook.Destination>> destination =
            () ->
                book.destination(
                    attachment, agent.podUid(), frame.getOpen().getDestination().getPort(), udp);
        Optional<AttachmentBook.Destination> to = destination.get();
        if (to.isPresent()) {
          tell(to.orElseThrow(), frame, () -> destination.get().isPresent());
        } else {
          refusal = Phrase.ATTACHED_AWAY.of(attachment);
        }
      }
      if (refusal != null) {
        join.fail(new Failure(Failure.Cause.UNREACHABLE, refusal));
      }
    }

    private void tell(
        AttachmentBook.Destination to, StreamFrame frame, BooleanSupplier stillThere) {
      String name = joins.put(join, to.session(), stillThere, loop);
      LOG.debug(
          "{} from {} to {}",
          attachment,
          IpAddress.of(frame.getOpen().getSource().getAddress().toByteArray()),
          to.session());
      to.to()
          .accept(
              IncomingConnection.newBuilder()
                  .setStream(name)
                  .setAttachment(attachment)
                  .setLocalPort(to.port().getLocal())
                  .setSource(frame.getOpen().getSource())
                  .setTransport(
                      to.port().getTransport() == Transport.TRANSPORT_UDP
                          ? Transport.TRANSPORT_UDP
                          : Transport.TRANSPORT_TCP)
                  .setCopy(to.kind() == Kind.KIND_WIRETAP)
                  .build());
    }

    @Override
    public void onReady() {
      join.askerListener().onReady();
    }

    @Override
    public void onHalfClose() {
      join.askerListener().onHalfClose();
    }

    @Override
    public void onCancel() {
      join.askerListener().onCancel();
    }
  }
}
