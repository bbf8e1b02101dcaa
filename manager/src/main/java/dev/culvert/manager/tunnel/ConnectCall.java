package dev.culvert.manager.tunnel;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.core.tunnel.ReceiveWindow;
import dev.culvert.core.tunnel.SendCredit;
import dev.culvert.core.tunnel.grpc.Frames;
import dev.culvert.core.tunnel.grpc.Outbox;
import dev.culvert.core.tunnel.grpc.StreamMessage;
import dev.culvert.core.tunnel.grpc.Translation;
import dev.culvert.core.tunnel.grpc.TunnelMethods;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import dev.culvert.manager.dial.DialFailures;
import dev.culvert.manager.dial.DialPolicy;
import dev.culvert.manager.meter.Meter;
import dev.culvert.manager.session.Session;
import dev.culvert.proto.tunnel.v1.Dialled;
import dev.culvert.proto.tunnel.v1.StreamFrame;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection for a laptop. On the event loop that gRPC's transport and the socket share.
 *
 * <p>Backpressure: the socket is read only as far as the client's credit and this call's part of
 * the memory budget reach; the client gets credit as the socket takes what it has sent.
 *
 * <p>How it can end:
 *
 * <pre>
 *   both FINs                      call OK, socket closed
 *   dial failed, RST from there    Failed, call OK, socket closed
 *   client cancels, tunnel breaks  socket closed with RST
 *   session released, bad frame    call closed with a status, socket closed with RST
 * </pre>
 */
final class ConnectCall extends ServerCall.Listener<StreamMessage> implements TargetHandler.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectCall.class);

  /** Stands in logs and failures for {@link Meter}. */
  private static final Endpoint METER = new Endpoint(IpAddress.v4(0x7f000001), 0);

  private final EventLoop loop;
  private final ServerCall<StreamMessage, StreamMessage> call;
  private final DialPolicy policy;
  private final Session session;
  private final TunnelService.Limits limits;
  private final AutoCloseable release = this::released;
  private final MemoryBudget budget;

  /** What the client may send, or the destination has not taken. */
  private final ReceiveWindow window;

  /** Payload that came before the dial had succeeded. */
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(0);

  /** To the client; there from {@code open} on. */
  private @Nullable Outbox outbox;

  private @Nullable Endpoint destination;
  private @Nullable SocketChannel target;
  private long dialBegan;
  private boolean headersSent;
  private boolean connected;
  private boolean finFromClient;
  private boolean finFromTarget;

  /** All that the client sent is with the kernel; its FIN too, or it is the socket's close. */
  private boolean outputEnded;

  private boolean flushScheduled;
  private boolean over;

  ConnectCall(
      EventLoop loop,
      ServerCall<StreamMessage, StreamMessage> call,
      DialPolicy policy,
      Session session,
      TunnelService.Limits limits,
      MemoryBudget budget) {
    this.loop = loop;
    this.call = call;
    this.policy = policy;
    this.session = session;
    this.limits = limits;
    this.budget = budget;
    window = new ReceiveWindow(budget);
  }

  ConnectCall start() {
    call.request(1);
    session.own(release);
    return this;
  }

  // From the client.

  @Override
  public void onMessage(StreamMessage message) {
    if (!over) {
      call.request(1);
    }
    switch (message) {
      case StreamMessage.Data(ByteBuf payload) -> data(payload);
      case StreamMessage.Control(StreamFrame frame) -> {
        switch (frame.getFrameCase()) {
          case OPEN -> open(frame);
          case FIN -> fin();
          case CREDIT -> granted(frame.getCredit().getBytes());
          case STARVED -> grant(window.starved());
          case DATA, DIALLED, FAILED, FRAME_NOT_SET ->
              refuse("a client sends open, data, credit and fin, not " + frame.getFrameCase());
        }
      }
    }
  }

  private void open(StreamFrame frame) {
    if (destination != null) {
      refuse("open comes once");
      return;
    }
    boolean meter = frame.getOpen().getMeter();
    Endpoint to;
    try {
      to = meter ? METER : Translation.fromWire(frame.getOpen().getDestination());
    } catch (IllegalArgumentException e) {
      refuse("open.destination: " + e.getMessage());
      return;
    }
    destination = to;
    outbox = new ToClient(frame.getOpen().getCredit());
    dialBegan = System.nanoTime();
    Optional<Reason> refusal = meter ? Optional.empty() : policy.refusal(to);
    if (refusal.isPresent()) {
      fail(new Failure(Failure.Cause.FORBIDDEN, refusal.orElseThrow()));
    } else if (session.owned() > limits.connections()) {
      fail(new Failure(Failure.Cause.EXHAUSTED, Phrase.LIMIT_CONNECTIONS.of(limits.connections())));
    } else if (meter) {
      meter();
    } else {
      dial(to, new InetSocketAddress(to.address().toInetAddress(), to.port()));
    }
  }

  private void meter() {
    try {
      dial(METER, Meter.begin());
    } catch (IOException e) {
      fail(new Failure(Failure.Cause.EXHAUSTED, String.valueOf(e.getMessage())));
    }
  }

  private void dial(Endpoint to, InetSocketAddress at) {
    ChannelFuture dialled =
        new Bootstrap()
            .group(loop)
            .channel(Transports.socket(loop))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limits.dialTimeout().toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.AUTO_READ, false)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR, new PacedReads(() -> over ? 0 : outbox().room()))
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(128 << 10, 512 << 10))
            .handler(new TargetHandler(this))
            .connect(at);
    target = (SocketChannel) dialled.channel();
    var _ =
        dialled.addListener(done -> {
          if (done.isSuccess()) {
            dialled();
          } else if (!over) {
            fail(DialFailures.ofConnect(done.cause(), to, limits.dialTimeout()));
          }
        });
  }

  private void dialled() {
    SocketChannel socket = target();
    if (over) {
      abort();
      return;
    }
    connected = true;
    InetSocketAddress local = socket.localAddress();
    send(
        StreamFrame.newBuilder()
            .setDialled(
                Dialled.newBuilder()
                    .setLocal(
                        Translation.toWire(
                            new Endpoint(IpAddress.of(local.getAddress()), local.getPort())))
                    .setDialNanos(System.nanoTime() - dialBegan)
                    .setCredit(window.initial() - TunnelMethods.EARLY_CREDIT)));
    early.forEach(this::writeToTarget);
    early.clear();
    if (finFromClient) {
      shutdownTarget();
    }
    readTarget();
  }

  private void data(ByteBuf payload) {
    if (over || finFromClient || destination == null) {
      payload.release();
      if (!over) {
        refuse(finFromClient ? "data after fin" : "the first frame is open, not data");
      }
    } else if (!window.arrived(payload.readableBytes())) {
      payload.release();
      refuse("more data than credit");
    } else if (connected) {
      writeToTarget(payload);
    } else {
      early.add(payload);
    }
  }

  private void writeToTarget(ByteBuf payload) {
    int length = payload.readableBytes();
    var _ =
        target()
            .write(payload)
            .addListener(written -> {
              // Its failure is heard in onTargetBroken.
              if (written.isSuccess() && !over) {
                grant(window.consumed(length));
              }
            });
    if (!flushScheduled) {
      flushScheduled = true;
      loop.execute(this::flushTarget);
    }
  }

  private void grant(int bytes) {
    if (bytes > 0 && !over && !finFromClient) {
      tell(Frames.credit(bytes));
    }
  }

  private void granted(int bytes) {
    if (!over && outbox != null) {
      outbox.granted(bytes);
      endIfBothDone();
      readTarget();
    }
  }

  private void flushTarget() {
    flushScheduled = false;
    if (!over) {
      target().flush();
    }
  }

  private void fin() {
    if (destination == null) {
      refuse("the first frame is open, not fin");
    } else if (!finFromClient) {
      finFromClient = true;
      if (connected) {
        shutdownTarget();
      }
    }
  }

  /**
   * Netty's shutdownOutput throws away what is not written yet: the FIN waits for all of it. Where
   * nothing is left to be done after it, closing the socket is the FIN, at half the price.
   */
  private void shutdownTarget() {
    var _ =
        target()
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(written -> {
              if (!written.isSuccess() || over) {
                return;
              }
              if (finFromTarget && outbox().finished()) {
                outputEnded = true;
                endIfBothDone();
              } else {
                var _ = target().shutdownOutput().addListener(this::outputShut);
              }
            });
  }

  private void outputShut(Future<? super Void> done) {
    if (done.isSuccess() || finFromTarget) {
      outputEnded = true;
      endIfBothDone();
    } else if (!over) {
      fail(DialFailures.ofBroken(Objects.requireNonNull(done.cause()), destination()));
    }
  }

  @Override
  public void onHalfClose() {
    if (!finFromClient && !over) {
      fin();
    }
  }

  @Override
  public void onReady() {
    if (connected && !over) {
      outbox().drained();
      endIfBothDone();
      readTarget();
    }
  }

  @Override
  public void onCancel() {
    if (!over) {
      end();
      abort();
    }
  }

  @Override
  public void onComplete() {
    end();
  }

  // From the destination.

  @Override
  public void onTargetData(ByteBuf payload) {
    if (over) {
      payload.release();
    } else {
      outbox().add(payload);
    }
  }

  @Override
  public void onTargetReadComplete() {
    readTarget();
  }

  @Override
  public void onTargetEnd() {
    if (!finFromTarget && !over) {
      finFromTarget = true;
      outbox().end();
      endIfBothDone();
    }
  }

  @Override
  public void onTargetBroken(Throwable cause) {
    if (!over && connected) {
      if (cause instanceof Error) {
        LOG.warn("{}: the connection to {} failed here", session.id(), destination, cause);
      }
      fail(DialFailures.ofBroken(cause, destination()));
    }
  }

  private void readTarget() {
    if (over || finFromTarget || !connected) {
      return;
    }
    if (outbox().room() > 0) {
      target().read();
    } else {
      outbox().starve();
    }
  }

  // The end.

  private void endIfBothDone() {
    if (finFromClient && finFromTarget && !over && outputEnded && outbox().finished()) {
      end();
      call.close(Status.OK, new Metadata());
      var _ = target().close();
    }
  }

  private void fail(Failure failure) {
    LOG.debug("{}: {}", session.id(), failure);
    send(
        StreamFrame.newBuilder()
            .setFailed(Translation.toWire(failure, System.nanoTime() - dialBegan)));
    end();
    call.close(Status.OK, new Metadata());
    abort();
  }

  private void refuse(String why) {
    if (!over) {
      end();
      call.close(Status.INVALID_ARGUMENT.withDescription(why), new Metadata());
      abort();
    }
  }

  private void released() {
    loop.execute(() -> {
      if (!over) {
        end();
        call.close(Status.UNAUTHENTICATED.withDescription("the session is over"), new Metadata());
        abort();
      }
    });
  }

  private void end() {
    if (!over) {
      over = true;
      session.disown(release);
      early.forEach(ByteBuf::release);
      early.clear();
      window.close();
      if (outbox != null) {
        outbox.close();
      }
    }
  }

  /** The destination hears a reset, not an orderly end. */
  private void abort() {
    SocketChannel socket = target;
    if (socket != null && socket.isOpen()) {
      if (socket.isActive()) {
        socket.config().setOption(ChannelOption.SO_LINGER, 0);
      }
      var _ = socket.close();
    }
  }

  private void send(StreamFrame.Builder frame) {
    tell(new StreamMessage.Control(frame.build()));
  }

  /** Headers wait for the first frame: alone they would wake the client for nothing. */
  private void tell(StreamMessage message) {
    if (!headersSent) {
      headersSent = true;
      call.sendHeaders(new Metadata());
    }
    call.sendMessage(message);
  }

  private Outbox outbox() {
    if (outbox == null) {
      throw new IllegalStateException("nothing has been opened yet");
    }
    return outbox;
  }

  private final class ToClient extends Outbox {
    ToClient(int credit) {
      super(new SendCredit(credit), budget);
    }

    @Override
    protected boolean ready() {
      return call.isReady();
    }

    @Override
    protected void send(StreamMessage message) {
      tell(message);
    }
  }

  private SocketChannel target() {
    if (target == null) {
      throw new IllegalStateException("nothing has been dialled yet");
    }
    return target;
  }

  private Endpoint destination() {
    if (destination == null) {
      throw new IllegalStateException("nothing has been opened yet");
    }
    return destination;
  }
}
