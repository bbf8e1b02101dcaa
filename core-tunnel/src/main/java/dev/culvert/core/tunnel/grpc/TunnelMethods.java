package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.core.tunnel.ReceiveWindow;
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

  /** Payload that a client may send before the manager has granted any. */
  public static final int EARLY_CREDIT = MemoryBudget.FLOOR;

  /** Payload of one call that gRPC may have: enough to fill a socket's buffer in one turn. */
  public static final int QUEUE = 256 << 10;

  /** Ready means that the socket has taken all of it, see {@link Outbox}. */
  public static final int READY_THRESHOLD = 1;

  /** Bytes that the datagrams' call may have queued before it drops. */
  public static final int DATAGRAMS_THRESHOLD = 256 << 10;

  /**
   * HTTP/2 window of a stream, in bytes: more than any credit, so that credit alone is the limit.
   * The connection's window never runs out: grpc-java gives it back as bytes arrive.
   */
  public static final int STREAM_WINDOW = 4 * ReceiveWindow.MAX;
}
