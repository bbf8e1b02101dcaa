package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.proto.tunnel.v1.FlowKind;
import dev.culvert.proto.tunnel.v1.Open;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens what the session's connection carries; knows everything open, to fail it with the tunnel.
 */
final class GrpcDialer implements Dialer {
  private final EventLoop loop;
  private final Channel channel;
  private final MemoryBudget budget;
  private final Set<GrpcByteStream> streams = new LinkedHashSet<>();
  private @Nullable DatagramCall datagrams;
  private @Nullable Failure down;

  GrpcDialer(EventLoop loop, Channel channel, MemoryBudget budget) {
    this.loop = loop;
    this.channel = channel;
    this.budget = budget;
  }

  @Override
  public ByteStream dialTcp(Endpoint source, Endpoint destination, ByteStream.Listener listener) {
    return open(
        Open.newBuilder()
            .setSource(Translation.toWire(source))
            .setDestination(Translation.toWire(destination)),
        destination,
        listener);
  }

  /** The manager's meter. */
  ByteStream openMeter(ByteStream.Listener listener) {
    return open(Open.newBuilder().setMeter(true), "the manager's meter", listener);
  }

  private ByteStream open(Open.Builder what, Object destination, ByteStream.Listener listener) {
    Failure failure = down;
    if (failure != null) {
      loop.execute(() -> listener.onFailed(failure));
      return new DeadStream();
    }
    GrpcByteStream[] self = new GrpcByteStream[1];
    GrpcByteStream stream =
        new GrpcByteStream(
            loop,
            channel.newCall(
                TunnelMethods.CONNECT,
                CallOptions.DEFAULT.withOnReadyThreshold(TunnelMethods.READY_THRESHOLD)),
            what,
            destination,
            budget,
            listener,
            () -> streams.remove(self[0]));
    self[0] = stream;
    streams.add(stream);
    stream.open();
    return stream;
  }

  @Override
  public DatagramFlow openUdp(
      Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
    return open(FlowKind.FLOW_KIND_UDP, source, destination, listener);
  }

  @Override
  public DatagramFlow openEcho(
      IpAddress source, IpAddress destination, DatagramFlow.Listener listener) {
    return open(
        FlowKind.FLOW_KIND_ECHO, new Endpoint(source, 0), new Endpoint(destination, 0), listener);
  }

  private DatagramFlow open(
      FlowKind kind, Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
    if (down != null) {
      loop.execute(listener::onClosed);
      return new DeadFlow();
    }
    DatagramCall call = datagrams;
    if (call == null || call.over()) {
      call =
          new DatagramCall(
              loop,
              channel.newCall(
                  TunnelMethods.DATAGRAMS,
                  CallOptions.DEFAULT.withOnReadyThreshold(TunnelMethods.DATAGRAMS_THRESHOLD)));
      datagrams = call;
      call.start();
    }
    return call.open(kind, source, destination, listener);
  }

  /** Connections open now. */
  int openStreams() {
    return streams.size();
  }

  /** Everything opened fails, and everything that would be. */
  void tunnelDown(Failure failure) {
    if (down == null) {
      down = failure;
      for (GrpcByteStream stream : Set.copyOf(streams)) {
        stream.tunnelDown(failure);
      }
      if (datagrams != null) {
        datagrams.end();
      }
    }
  }

  /** A stream that never was: its failure is on its way. */
  private record DeadStream() implements ByteStream {
    @Override
    public void write(ByteBuf payload) {
      payload.release();
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      return false;
    }

    @Override
    public void request(int bytes) {}

    @Override
    public void shutdownOutput() {}

    @Override
    public void reset() {}
  }

  private record DeadFlow() implements DatagramFlow {
    @Override
    public boolean send(ByteBuf payload) {
      payload.release();
      return false;
    }

    @Override
    public void close() {}
  }
}
