package dev.culvert.manager.agent.rpc;

import com.google.protobuf.ByteString;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.grpc.AttachMethods;
import dev.culvert.core.tunnel.grpc.GrpcStreams;
import dev.culvert.core.tunnel.grpc.TunnelMethods;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.agent.path.Laptops;
import dev.culvert.manager.agent.path.Notes;
import dev.culvert.manager.agent.path.PodDial;
import dev.culvert.manager.agent.redirect.Redirect;
import dev.culvert.manager.dns.DnsResolver;
import dev.culvert.proto.attach.v1.Activity;
import dev.culvert.proto.attach.v1.AgentOrder;
import dev.culvert.proto.attach.v1.AgentReport;
import dev.culvert.proto.attach.v1.AgentsGrpc;
import dev.culvert.proto.attach.v1.Applied;
import dev.culvert.proto.attach.v1.DialPod;
import dev.culvert.proto.attach.v1.Hello;
import dev.culvert.proto.attach.v1.Passage;
import dev.culvert.proto.attach.v1.Resolve;
import dev.culvert.proto.attach.v1.Resolved;
import dev.culvert.proto.attach.v1.Rule;
import dev.culvert.proto.attach.v1.ServeFiles;
import dev.culvert.proto.attach.v1.Wanted;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attends the manager: says who it is, does what is wanted, and lets everything go as soon as the
 * manager is silent. Its state belongs to the event loop; what blocks runs on a thread of its own,
 * in order.
 */
public final class AgentClient implements Laptops, Notes {
  private static final Logger LOG = LoggerFactory.getLogger(AgentClient.class);
  private static final Duration BEAT = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration GIVE_UP = Duration.ofMinutes(10);

  private final Setup setup;
  private final EventLoop loop;
  private final SslContext tls;
  private final ExecutorService work =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("culvert-agent-work").factory());
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<String, Long> taken = new HashMap<>();
  private final Map<String, String> remarks = new HashMap<>();
  private @Nullable Function<Wanted, Map<String, String>> applier;
  private @Nullable BiConsumer<ServeFiles, Function<ByteStream.Listener, ByteStream>> files;
  private @Nullable Attending attending;

  /** What Services lead to this agent, and must go on to the application whoever is gone. */
  private List<Passage> passages = List.of();

  private boolean lettingGo;
  private long lostSince = System.nanoTime();

  /**
   * How to reach the manager.
   *
   * @param authority PEM that signs the manager's certificate
   * @param name in the manager's certificate
   * @param token the pod-bound token's file; read each time, because it is renewed
   * @param hello who this agent is
   * @param names asks the pod's nameservers
   */
  public record Setup(
      InetSocketAddress manager,
      String authority,
      String name,
      Path token,
      Supplier<Hello> hello,
      DnsResolver names) {}

  /** Does nothing yet. */
  public AgentClient(EventLoop loop, Setup setup) throws IOException {
    this.loop = loop;
    this.setup = setup;
    this.tls =
        GrpcSslContexts.configure(
                GrpcSslContexts.forClient()
                    .trustManager(
                        new ByteArrayInputStream(
                            setup.authority().getBytes(StandardCharsets.US_ASCII)))
                    .protocols("TLSv1.3"),
                OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
            .build();
  }

  /**
   * Begins.
   *
   * @param applier makes what is wanted so and tells what failed; blocks
   * @param files serves SFTP on a stream that it opens with what it is given
   */
  public void start(
      Function<Wanted, Map<String, String>> applier,
      BiConsumer<ServeFiles, Function<ByteStream.Listener, ByteStream>> files) {
    this.applier = applier;
    this.files = files;
    loop.execute(this::attend);
  }

  /** Returns when the agent is not needed any longer. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public void remark(String attachment, String text) {
    if (loop.inEventLoop()) {
      remarks.put(attachment, text);
    } else {
      loop.execute(() -> remark(attachment, text));
    }
  }

  /** Counts what an attachment took, for the next report. */
  @Override
  public void taken(String attachment) {
    if (loop.inEventLoop()) {
      taken.merge(attachment, 1L, Long::sum);
    } else {
      loop.execute(() -> taken(attachment));
    }
  }

  @Override
  public ByteStream open(
      String attachment, Endpoint source, Redirect.Port port, ByteStream.Listener listener) {
    Attending now = attending;
    Metadata metadata = new Metadata();
    metadata.put(AttachMethods.ATTACHMENT, attachment);
    if (now == null || now.secret == null) {
      return new Unattended(listener, loop);
    }
    metadata.put(AttachMethods.AGENT, now.secret);
    if (port.udp()) {
      metadata.put(AttachMethods.TRANSPORT, "udp");
    }
    return GrpcStreams.dial(
        loop,
        now.channel,
        AttachMethods.DELIVER,
        metadata,
        source,
        new Endpoint(source.address(), port.number()),
        listener);
  }

  /**
   * Takes nothing any longer; what Services lead here still goes on to the application, and so does
   * what has begun. Any thread.
   */
  public void letGo() {
    loop.execute(() -> {
      lettingGo = true;
      apply(Wanted.newBuilder().addAllPassages(passages).build(), null);
    });
  }

  private void attend() {
    if (ended.getCount() == 0) {
      return;
    }
    String token;
    try {
      token = Files.readString(setup.token()).strip();
    } catch (IOException e) {
      LOG.error("the pod's token cannot be read, so no manager would know this agent", e);
      ended.countDown();
      return;
    }
    Attending next = new Attending();
    attending = next;
    next.begin(token);
  }

  private void lost(Attending from, String why) {
    if (attending != from) {
      return;
    }
    LOG.info("the manager is gone, the traffic goes to the application: {}", why);
    attending = null;
    from.stop();
    if (from.welcomed) {
      lostSince = System.nanoTime();
    }
    apply(Wanted.newBuilder().addAllPassages(passages).build(), null);
    if (System.nanoTime() - lostSince > GIVE_UP.toNanos() && passages.isEmpty()) {
      ended.countDown();
    } else {
      var _ = loop.schedule(this::attend, RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void apply(Wanted wanted, @Nullable Attending from) {
    passages = wanted.getPassagesList();
    work.execute(() -> {
      Map<String, String> failures;
      try {
        failures = applier == null ? Map.of() : applier.apply(wanted);
      } catch (RuntimeException e) {
        LOG.error("rules could not be applied", e);
        failures = new HashMap<>();
        for (Rule rule : wanted.getRulesList()) {
          failures.put(rule.getAttachment(), String.valueOf(e));
        }
      }
      if (from != null) {
        Applied applied =
            Applied.newBuilder()
                .setGeneration(wanted.getGeneration())
                .putAllFailures(failures)
                .build();
        Runnable say = () -> from.say(AgentReport.newBuilder().setApplied(applied).build());
        // The next pod waits for this one to keep up; who lets go has nothing to keep up with.
        loop.execute(wanted.getRulesCount() == 0 ? say : () -> KeepingUp.await(loop, say));
      }
    });
  }

  /** One connection to the manager. */
  private final class Attending implements StreamObserver<AgentOrder> {
    private final ManagedChannel channel =
        NettyChannelBuilder.forAddress(setup.manager())
            .eventLoopGroup(loop)
            .channelType(Transports.socket(loop))
            .directExecutor()
            .offloadExecutor(Runnable::run)
            .disableRetry()
            .overrideAuthority(setup.name())
            .sslContext(tls)
            .withOption(ChannelOption.TCP_NODELAY, true)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) SILENCE.toMillis())
            .flowControlWindow(TunnelMethods.STREAM_WINDOW)
            .maxInboundMessageSize(TunnelMethods.MAX_MESSAGE)
            .build();
    private @Nullable StreamObserver<AgentReport> reports;
    private @Nullable ScheduledFuture<?> beat;
    private @Nullable String secret;
    private boolean welcomed;
    private boolean stopped;
    private long heard = System.nanoTime();
    private long number;

    void begin(String token) {
      Metadata metadata = new Metadata();
      metadata.put(TunnelMethods.AUTHORIZATION, "Bearer " + token);
      reports =
          AgentsGrpc.newStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
              .attend(this);
      say(AgentReport.newBuilder().setHello(setup.hello().get()).build());
      beat =
          loop.scheduleWithFixedDelay(
              this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    void say(AgentReport report) {
      if (!stopped && reports != null) {
        reports.onNext(report);
      }
    }

    private void beat() {
      if (System.nanoTime() - heard > SILENCE.toNanos()) {
        lost(this, "silent for " + SILENCE.toSeconds() + " s");
        return;
      }
      say(AgentReport.newBuilder().setBeat(++number).build());
      if (welcomed && !(taken.isEmpty() && remarks.isEmpty())) {
        say(
            AgentReport.newBuilder()
                .setActivity(Activity.newBuilder().putAllTaken(taken).putAllRemarks(remarks))
                .build());
        taken.clear();
        remarks.clear();
      }
    }

    void stop() {
      stopped = true;
      if (beat != null) {
        beat.cancel(false);
      }
      channel.shutdownNow();
    }

    @Override
    public void onNext(AgentOrder order) {
      heard = System.nanoTime();
      switch (order.getOrderCase()) {
        case WELCOME -> {
          welcomed = true;
          secret = order.getWelcome().getSecret();
          LOG.info("attending {}", setup.manager());
        }
        case WANTED -> {
          if (!lettingGo) {
            apply(order.getWanted(), this);
          }
        }
        case SERVE_FILES -> serve(order.getServeFiles());
        case DIAL_POD -> dialPod(order.getDialPod());
        case RESOLVE -> resolve(order.getResolve());
        case LEAVE -> {
          LOG.info("not needed any longer");
          apply(Wanted.getDefaultInstance(), null);
          work.execute(ended::countDown);
        }
        // Nothing to do, or of a newer manager.
        case BEAT, ORDER_NOT_SET -> {}
      }
    }

    private void serve(ServeFiles order) {
      if (files != null) {
        files.accept(order, listener -> answer(order.getStream(), listener));
      }
    }

    private void resolve(Resolve order) {
      var _ =
          setup
              .names()
              .resolve(order.getQuery().toByteArray())
              .whenComplete((answer, failure) -> {
                Resolved.Builder resolved = Resolved.newBuilder().setNumber(order.getNumber());
                if (answer != null) {
                  resolved.setAnswer(ByteString.copyFrom(answer));
                }
                loop.execute(() -> say(AgentReport.newBuilder().setResolved(resolved).build()));
              });
    }

    private void dialPod(DialPod order) {
      PodDial.begin(
          loop,
          order.getPort(),
          listener -> answer(order.getStream(), listener),
          failure ->
              GrpcStreams.refuse(
                  channel, AttachMethods.SERVE_FILES, named(order.getStream()), failure));
    }

    private ByteStream answer(String stream, ByteStream.Listener listener) {
      return GrpcStreams.take(
          loop,
          channel,
          AttachMethods.SERVE_FILES,
          named(stream),
          0,
          new Endpoint(IpAddress.of(new byte[4]), 1),
          listener);
    }

    private Metadata named(String stream) {
      Metadata metadata = new Metadata();
      metadata.put(AttachMethods.STREAM, stream);
      metadata.put(AttachMethods.AGENT, String.valueOf(secret));
      return metadata;
    }

    @Override
    public void onError(Throwable thrown) {
      Status status = Status.fromThrowable(thrown);
      loop.execute(() -> {
        if (status.getCode() == Status.Code.PERMISSION_DENIED) {
          LOG.error("the manager does not want this agent: {}", status.getDescription());
          ended.countDown();
        }
        lost(this, status.toString());
      });
    }

    @Override
    public void onCompleted() {
      loop.execute(() -> lost(this, "it ended the call"));
    }
  }
}
