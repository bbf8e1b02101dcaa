package dev.culvert.manager.rpc;

import dev.culvert.core.tunnel.grpc.StreamMessage;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.HashMap;
import java.util.Map;

/** A generated service in which some methods have marshallers and handlers of our own. */
final class OwnMethods {
  private OwnMethods() {}

  static ServerMethodDefinition<StreamMessage, StreamMessage> method(
      MethodDescriptor<StreamMessage, StreamMessage> descriptor,
      ServerCallHandler<StreamMessage, StreamMessage> handler) {
    return ServerMethodDefinition.create(descriptor, handler);
  }

  @SafeVarargs
  static ServerServiceDefinition of(
      BindableService service,
      String name,
      ServerMethodDefinition<StreamMessage, StreamMessage>... own) {
    Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();
    for (ServerMethodDefinition<?, ?> each : service.bindService().getMethods()) {
      methods.put(each.getMethodDescriptor().getFullMethodName(), each);
    }
    for (ServerMethodDefinition<StreamMessage, StreamMessage> each : own) {
      methods.put(each.getMethodDescriptor().getFullMethodName(), each);
    }
    ServerServiceDefinition.Builder builder = ServerServiceDefinition.builder(name);
    methods.values().forEach(builder::addMethod);
    return builder.build();
  }

  static ServerCall.Listener<StreamMessage> refuse(
      ServerCall<StreamMessage, StreamMessage> call, Status status, String text) {
    call.close(status.withDescription(text), new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
