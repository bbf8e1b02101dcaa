package dev.culvert.manager.tunnel;

import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.core.tunnel.grpc.DatagramMessage;
import dev.culvert.core.tunnel.grpc.StreamMessage;
import dev.culvert.core.tunnel.grpc.TunnelMethods;
import dev.culvert.manager.dial.DialPolicy;
import dev.culvert.manager.session.Session;
import dev.culvert.proto.tunnel.v1.TunnelGrpc;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.netty.channel.EventLoop;
import java.time.Duration;

/** {@code culvert.tunnel.v1.Tunnel}. Each call runs on the event loop of its connection. */
public final class TunnelService {
  private final Loops loops;
  private final DialPolicy policy;
  private final Context.Key<Session> session;
  private final Limits limits;
  private final MemoryBudget memory = MemoryBudget.ofThisProcess();

  /** Bounds of what a session may hold. */
  public record Limits(Duration dialTimeout, Duration flowIdle, int connections, int flows) {

    /** For a cluster. */
    public static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(10), Duration.ofSeconds(90), 16_384, 4096);
  }

  /**
   * @param session where the interceptor has put the call's session
   */
  public TunnelService(
      Loops loops, DialPolicy policy, Context.Key<Session> session, Limits limits) {
    this.loops = loops;
    this.policy = policy;
    this.session = session;
    this.limits = limits;
  }

  /** As gRPC wants it. */
  public ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(TunnelGrpc.SERVICE_NAME)
        .addMethod(TunnelMethods.CONNECT, this::connect)
        .addMethod(TunnelMethods.DATAGRAMS, this::datagrams)
        .build();
  }

  private ServerCall.Listener<StreamMessage> connect(
      ServerCall<StreamMessage, StreamMessage> call, Metadata headers) {
    EventLoop loop = loops.current();
    call.setOnReadyThreshold(TunnelMethods.READY_THRESHOLD);
    return new ConnectCall(loop, call, policy, session.get(), limits, memory).start();
  }

  private ServerCall.Listener<DatagramMessage> datagrams(
      ServerCall<DatagramMessage, DatagramMessage> call, Metadata headers) {
    EventLoop loop = loops.current();
    call.setOnReadyThreshold(TunnelMethods.DATAGRAMS_THRESHOLD);
    return new DatagramsCall(loop, call, policy, session.get(), limits).start();
  }
}
