package dev.culvert.helper.session;

import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.IncomingConnection;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.PrepareRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A manager at which nothing is attached: calls stand and hear nothing, whatever else is refused.
 */
final class IdleAttachments implements AttachmentCalls {
  private final Executor loop;

  IdleAttachments(Executor loop) {
    this.loop = loop;
  }

  private static Refused nothing() {
    return new Refused("UNIMPLEMENTED", "nothing is attached here");
  }

  @Override
  public Executor loop() {
    return loop;
  }

  @Override
  public ByteStream meter(String attachment, ByteStream.Listener listener) {
    throw new UnsupportedOperationException("nothing is measured here");
  }

  @Override
  public CompletionStage<Plan> prepare(PrepareRequest request) {
    return CompletableFuture.failedFuture(nothing());
  }

  @Override
  public Standing attach(
      AttachRequest request, Consumer<AttachEvent> events, Consumer<Optional<Refused>> end) {
    end.accept(Optional.of(nothing()));
    return () -> {};
  }

  @Override
  public Standing watch(Consumer<AttachmentList> lists) {
    lists.accept(AttachmentList.getDefaultInstance());
    return () -> {};
  }

  @Override
  public CompletionStage<Void> detach(String id) {
    return CompletableFuture.failedFuture(nothing());
  }

  @Override
  public CompletionStage<Void> revoke(String id) {
    return CompletableFuture.failedFuture(nothing());
  }

  @Override
  public CompletionStage<MatchVerdict> match(MatchRequest request) {
    return CompletableFuture.failedFuture(nothing());
  }

  @Override
  public CompletionStage<Environment> environment(String id) {
    return CompletableFuture.failedFuture(nothing());
  }

  @Override
  public Standing incoming(Consumer<IncomingConnection> connections) {
    return () -> {};
  }

  @Override
  public ByteStream accept(String stream, long dialNanos, ByteStream.Listener listener) {
    throw new IllegalStateException("nobody was told of a connection " + stream);
  }

  @Override
  public void refuse(String stream, Failure failure) {
    throw new IllegalStateException("nobody was told of a connection " + stream);
  }

  @Override
  public ByteStream files(String attachment, boolean readOnly, ByteStream.Listener listener) {
    throw new IllegalStateException("nobody attached as " + attachment);
  }

  @Override
  public ByteStream toPod(String attachment, int port, ByteStream.Listener listener) {
    throw new IllegalStateException("nobody attached as " + attachment);
  }
}
