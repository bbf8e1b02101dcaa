package dev.culvert.core.tunnel.grpc;

import dev.culvert.proto.attach.v1.AgentsGrpc;
import dev.culvert.proto.attach.v1.AttachmentsGrpc;
import dev.culvert.proto.tunnel.v1.StreamFrame;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/** The methods of attachments that carry bytes, with their marshallers, and the metadata. */
public final class AttachMethods {
  private AttachMethods() {}

  /** Which connection {@link #ACCEPT} or {@link #SERVE_FILES} answers. */
  public static final Metadata.Key<String> STREAM =
      Metadata.Key.of("culvert-stream", Metadata.ASCII_STRING_MARSHALLER);

  /** The attachment's id, on {@link #DELIVER}, {@link #FILES} and {@link #TO_POD}. */
  public static final Metadata.Key<String> ATTACHMENT =
      Metadata.Key.of("culvert-attachment", Metadata.ASCII_STRING_MARSHALLER);

  /** "udp" on {@link #DELIVER}: the pod's port is one of UDP; its number may be one of TCP, too. */
  public static final Metadata.Key<String> TRANSPORT =
      Metadata.Key.of("culvert-transport", Metadata.ASCII_STRING_MARSHALLER);

  /** "true" on {@link #FILES}: the agent refuses every change. */
  public static final Metadata.Key<String> READ_ONLY =
      Metadata.Key.of("culvert-read-only", Metadata.ASCII_STRING_MARSHALLER);

  /** "true" on {@link #FILES}: not files but the agent's meter. */
  public static final Metadata.Key<String> METER =
      Metadata.Key.of("culvert-meter", Metadata.ASCII_STRING_MARSHALLER);

  /** The pod's port, on {@link #TO_POD}: decimal digits. */
  public static final Metadata.Key<String> PORT =
      Metadata.Key.of("culvert-port", Metadata.ASCII_STRING_MARSHALLER);

  /** The agent's secret, on each of its calls but Attend. */
  public static final Metadata.Key<String> AGENT =
      Metadata.Key.of("culvert-agent", Metadata.ASCII_STRING_MARSHALLER);

  /** Agent to manager: a connection for a laptop. */
  public static final MethodDescriptor<StreamMessage, StreamMessage> DELIVER =
      method(AgentsGrpc.getDeliverMethod());

  /** Agent to manager: files, or a port's connection, that the manager has asked for. */
  public static final MethodDescriptor<StreamMessage, StreamMessage> SERVE_FILES =
      method(AgentsGrpc.getServeFilesMethod());

  /** Helper to manager: takes a connection that was told. */
  public static final MethodDescriptor<StreamMessage, StreamMessage> ACCEPT =
      method(AttachmentsGrpc.getAcceptMethod());

  /** Helper to manager: SFTP with a pod. */
  public static final MethodDescriptor<StreamMessage, StreamMessage> FILES =
      method(AttachmentsGrpc.getFilesMethod());

  /** Helper to manager: a port of a pod's loopback. */
  public static final MethodDescriptor<StreamMessage, StreamMessage> TO_POD =
      method(AttachmentsGrpc.getToPodMethod());

  private static MethodDescriptor<StreamMessage, StreamMessage> method(
      MethodDescriptor<StreamFrame, StreamFrame> generated) {
    return MethodDescriptor.<StreamMessage, StreamMessage>newBuilder()
        .setType(MethodType.BIDI_STREAMING)
        .setFullMethodName(generated.getFullMethodName())
        .setRequestMarshaller(new StreamMarshaller())
        .setResponseMarshaller(new StreamMarshaller())
        .build();
  }
}
