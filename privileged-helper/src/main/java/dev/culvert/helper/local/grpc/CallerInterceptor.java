package dev.culvert.helper.local.grpc;

import dev.culvert.helper.local.Caller;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Gives each call its caller. */
final class CallerInterceptor implements ServerInterceptor {
  private static final Context.Key<Caller> KEY = Context.key("culvert-caller");

  /** Of the call that the current thread serves. */
  static Caller caller() {
    Caller caller = KEY.get();
    if (caller == null) {
      throw Status.INTERNAL.withDescription("a call without a caller").asRuntimeException();
    }
    return caller;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    Caller caller = call.getAttributes().get(PeerNegotiator.CALLER);
    if (caller == null) {
      call.close(
          Status.UNAUTHENTICATED.withDescription("the kernel did not tell who is calling"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return Contexts.interceptCall(Context.current().withValue(KEY, caller), call, headers, next);
  }
}
