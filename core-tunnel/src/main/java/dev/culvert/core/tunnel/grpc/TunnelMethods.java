package dev.culvert.core.tunnel.grpc;

import dev.culvert.proto.tunnel.v1.TunnelGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/** The methods of {@code culvert.tunnel.v1.Tunnel} with their marshallers, and the metadata. */
public final class TunnelMethods {
  private TunnelMethods() {}

  /** The session's secret, on every call but OpenSession. */
  public static final Metadata.Key<String> SESSION =
      Metadata.Key.of("culvert-session", Metadata.ASCII_STRING_MARSHALLER);

  /** {@code Bearer …}, on OpenSession. */
  public static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** One TCP connection. */
  public static final MethodDescriptor<StreamMessage, StreamMessage> CONNECT =
      MethodDescriptor.<StreamMessage, StreamMessage>newBuilder()
          .setType(MethodType.BIDI_STREAMING)
          .setFullMethodName(TunnelGrpc.getConnectMethod().getFullMethodName())
          .setRequestMarshaller(new StreamMarshaller())
          .setResponseMarshaller(new StreamMarshaller())
          .build();

  /** All UDP flows of a session. */
  public static final MethodDescriptor<DatagramMessage, DatagramMessage> DATAGRAMS =
      MethodDescriptor.<DatagramMessage, DatagramMessage>newBuilder()
          .setType(MethodType.BIDI_STREAMING)
          .setFullMethodName(TunnelGrpc.getDatagramsMethod().getFullMethodName())
          .setRequestMarshaller(new DatagramMarshaller())
          .setResponseMarshaller(new DatagramMarshaller())
          .build();

  /** What a sender puts into one payload frame at most: a frame is delivered only when complete. */
  public static final int PAYLOAD = 128 << 10;

  /** What a receiver takes at most: 1 MiB of payload and the frame around it. */
  public static final int MAX_MESSAGE = (1 << 20) + 1024;

  /**
   * Bytes a call may have queued before it is no longer ready: enough to keep the socket busy
   * between two turns of the loop, small enough that 500 stalled calls cost little.
   */
  public static final int READY_THRESHOLD = 256 << 10;

  /**
   * HTTP/2 window of a stream, in bytes: 1 MiB is 420 Mbit/s at 20 ms. A stream that nobody reads
   * keeps this much in memory, so 100 of them cost 100 MiB; with 4 MiB they exhausted a helper of
   * 512 MiB. The connection's window never runs out because of such streams: grpc-java gives it
   * back as bytes arrive, and only a stream's own window waits for its reader.
   */
  public static final int STREAM_WINDOW = 1 << 20;
}
