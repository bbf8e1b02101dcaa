package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.proto.tunnel.v1.Dialled;
import dev.culvert.proto.tunnel.v1.Open;
import dev.culvert.proto.tunnel.v1.StreamFrame;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.netty.channel.EventLoop;

/**
 * Byte streams as calls of the methods in {@link AttachMethods}. On the channel's event loop, as
 * {@link ByteStream}.
 */
public final class GrpcStreams {
  private GrpcStreams() {}

  /** The other side dials: the listener hears {@code onConnected} or {@code onFailed} first. */
  public static ByteStream dial(
      EventLoop loop,
      Channel channel,
      MethodDescriptor<StreamMessage, StreamMessage> method,
      Metadata metadata,
      Endpoint source,
      Endpoint destination,
      ByteStream.Listener listener) {
    DeliveryStream stream =
        new DeliveryStream(loop, call(channel, method), destination, listener, () -> {});
    stream.open(
        metadata,
        StreamFrame.newBuilder()
            .setOpen(
                Open.newBuilder()
                    .setDestination(Translation.toWire(destination))
                    .setSource(Translation.toWire(source)))
            .build());
    return stream;
  }

  /**
   * This side has dialled, with success: the stream is connected at once, and {@code onConnected}
   * is not called.
   *
   * @param about what the stream is called in failures
   */
  public static ByteStream take(
      EventLoop loop,
      Channel channel,
      MethodDescriptor<StreamMessage, StreamMessage> method,
      Metadata metadata,
      long dialNanos,
      Endpoint about,
      ByteStream.Listener listener) {
    DeliveryStream stream =
        new DeliveryStream(loop, call(channel, method), about, listener, () -> {});
    stream.take(
        metadata,
        StreamFrame.newBuilder().setDialled(Dialled.newBuilder().setDialNanos(dialNanos)).build());
    return stream;
  }

  /** This side has dialled, without success. */
  public static void refuse(
      Channel channel,
      MethodDescriptor<StreamMessage, StreamMessage> method,
      Metadata metadata,
      Failure failure) {
    ClientCall<StreamMessage, StreamMessage> call = call(channel, method);
    call.start(new ClientCall.Listener<>() {}, metadata);
    call.sendMessage(
        new StreamMessage.Control(
            StreamFrame.newBuilder().setFailed(Translation.toWire(failure, 0)).build()));
    call.halfClose();
    call.request(1);
  }

  private static ClientCall<StreamMessage, StreamMessage> call(
      Channel channel, MethodDescriptor<StreamMessage, StreamMessage> method) {
    return channel.newCall(
        method, CallOptions.DEFAULT.withOnReadyThreshold(TunnelMethods.READY_THRESHOLD));
  }
}
