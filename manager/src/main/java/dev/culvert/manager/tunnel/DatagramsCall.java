package dev.culvert.manager.tunnel;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.grpc.DatagramMessage;
import dev.culvert.core.tunnel.grpc.Translation;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import dev.culvert.manager.dial.DialPolicy;
import dev.culvert.manager.session.Session;
import dev.culvert.proto.tunnel.v1.CloseFlow;
import dev.culvert.proto.tunnel.v1.DatagramFrame;
import dev.culvert.proto.tunnel.v1.FlowKind;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All UDP flows of a session, and its pings. On the event loop that gRPC's transport and the
 * sockets share. Nothing waits here: a datagram that finds no room is dropped and counted.
 */
final class DatagramsCall extends ServerCall.Listener<DatagramMessage> {
  /** Messages asked of gRPC at once; topped up as they come. */
  private static final int AHEAD = 64;

  private static final int ECHO_SERVICE = 7;

  private final EventLoop loop;
  private final ServerCall<DatagramMessage, DatagramMessage> call;
  private final DialPolicy policy;
  private final Session session;
  private final TunnelService.Limits limits;
  private final AutoCloseable release = this::released;
  private final Map<Long, TargetFlow> flows = new HashMap<>();
  private @Nullable ScheduledFuture<?> sweep;
  private boolean over;

  DatagramsCall(
      EventLoop loop,
      ServerCall<DatagramMessage, DatagramMessage> call,
      DialPolicy policy,
      Session session,
      TunnelService.Limits limits) {
    this.loop = loop;
    this.call = call;
    this.policy = policy;
    this.session = session;
    this.limits = limits;
  }

  DatagramsCall start() {
    call.sendHeaders(new Metadata());
    call.request(AHEAD);
    session.own(release);
    long every = Math.max(1, limits.flowIdle().toMillis() / 4);
    sweep = loop.scheduleAtFixedRate(this::closeIdle, every, every, TimeUnit.MILLISECONDS);
    return this;
  }

  @Override
  public void onMessage(DatagramMessage message) {
    if (!over) {
      call.request(1);
    }
    switch (message) {
      case DatagramMessage.Data(long number, ByteBuf payload) -> {
        TargetFlow flow = flows.get(number);
        if (over || flow == null) {
          payload.release();
        } else {
          flow.send(payload);
        }
      }
      case DatagramMessage.Control(DatagramFrame frame) -> {
        switch (frame.getFrameCase()) {
          case OPEN -> open(frame);
          case CLOSE -> {
            TargetFlow flow = flows.remove(frame.getFlow());
            if (flow != null) {
              flow.close();
            }
          }
          case DATA, FAILED, DROPPED, FRAME_NOT_SET ->
              refuse("a client sends open, data and close, not " + frame.getFrameCase());
        }
      }
    }
  }

  private void open(DatagramFrame frame) {
    long number = frame.getFlow();
    Endpoint to;
    try {
      to = Translation.fromWire(frame.getOpen().getDestination());
    } catch (IllegalArgumentException e) {
      refuse("open.destination of flow " + number + ": " + e.getMessage());
      return;
    }
    if (flows.containsKey(number)) {
      refuse("flow " + number + " is open already");
      return;
    }
    boolean echo = frame.getOpen().getKind() == FlowKind.FLOW_KIND_ECHO;
    FlowSocket kind =
        !echo ? FlowSocket.Udp.INSTANCE : to.address().v6() ? PingSocket.V6 : PingSocket.V4;
    // A ping has no port; where it may go is asked with that of the echo service (RFC 862).
    Optional<Reason> refusal = policy.refusal(echo ? new Endpoint(to.address(), ECHO_SERVICE) : to);
    if (refusal.isPresent()) {
      failed(number, new Failure(Failure.Cause.FORBIDDEN, refusal.orElseThrow()));
    } else if (flows.size() >= limits.flows()) {
      failed(number, new Failure(Failure.Cause.EXHAUSTED, Phrase.LIMIT_FLOWS.of(limits.flows())));
    } else {
      flows.put(number, new TargetFlow(loop, number, kind, to, this).start());
    }
  }

  // From the flows.

  void received(TargetFlow flow, ByteBuf payload) {
    if (over) {
      payload.release();
    } else if (!call.isReady()) {
      payload.release();
      flow.dropped++;
    } else {
      tellDropped(flow);
      call.sendMessage(new DatagramMessage.Data(flow.number, payload));
    }
  }

  void failed(long number, Failure failure) {
    if (!over && call.isReady()) {
      send(DatagramFrame.newBuilder().setFlow(number).setFailed(Translation.toWire(failure, 0)));
    }
  }

  private void tellDropped(TargetFlow flow) {
    if (flow.dropped > 0) {
      send(DatagramFrame.newBuilder().setFlow(flow.number).setDropped(flow.dropped));
      flow.dropped = 0;
    }
  }

  @Override
  public void onReady() {
    if (!over) {
      flows.values().forEach(this::tellDropped);
    }
  }

  private void closeIdle() {
    long now = System.nanoTime();
    for (TargetFlow flow : List.copyOf(flows.values())) {
      if (now - flow.lastUsed > limits.flowIdle().toNanos()) {
        flows.remove(flow.number);
        flow.close();
        send(
            DatagramFrame.newBuilder()
                .setFlow(flow.number)
                .setClose(CloseFlow.getDefaultInstance()));
      }
    }
  }

  private void send(DatagramFrame.Builder frame) {
    call.sendMessage(new DatagramMessage.Control(frame.build()));
  }

  // The end.

  @Override
  public void onHalfClose() {
    if (!over) {
      end();
      call.close(Status.OK, new Metadata());
    }
  }

  @Override
  public void onCancel() {
    end();
  }

  @Override
  public void onComplete() {
    end();
  }

  private void refuse(String why) {
    if (!over) {
      end();
      call.close(Status.INVALID_ARGUMENT.withDescription(why), new Metadata());
    }
  }

  private void released() {
    loop.execute(() -> {
      if (!over) {
        end();
        call.close(Status.UNAUTHENTICATED.withDescription("the session is over"), new Metadata());
      }
    });
  }

  private void end() {
    if (!over) {
      over = true;
      session.disown(release);
      if (sweep != null) {
        sweep.cancel(false);
      }
      flows.values().forEach(TargetFlow::close);
      flows.clear();
    }
  }
}
