package dev.culvert.manager.rpc;

import com.google.protobuf.ByteString;
import dev.culvert.proto.attach.v1.AgentOrder;
import dev.culvert.proto.attach.v1.Resolve;
import dev.culvert.proto.attach.v1.Resolved;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Name queries under way to one agent. Its state belongs to the event loop of the agent's call;
 * {@link #ask} is for any thread.
 */
final class Questions {
  /** The agent gives its nameservers 900 ms. Programs ask again after 5 s. */
  private static final long PATIENCE_MILLIS = 1_200;

  /** An agent that says nothing is not asked more. */
  private static final int MOST = 1_024;

  private final EventLoop loop;
  private final Consumer<AgentOrder.Builder> orders;
  private final Map<Long, Asked> underWay = new HashMap<>();
  private long numbers;
  private boolean gone;

  private record Asked(CompletableFuture<byte[]> answer, ScheduledFuture<?> patience) {}

  /**
   * @param orders go to the agent
   */
  Questions(EventLoop loop, Consumer<AgentOrder.Builder> orders) {
    this.loop = loop;
    this.orders = orders;
  }

  /** Asks one. */
  CompletionStage<byte[]> ask(byte[] query) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    if (loop.inEventLoop()) {
      ask(query, answer);
    } else {
      loop.execute(() -> ask(query, answer));
    }
    return answer;
  }

  private void ask(byte[] query, CompletableFuture<byte[]> answer) {
    if (gone || underWay.size() >= MOST) {
      answer.completeExceptionally(
          new IOException(gone ? "the agent is gone" : "the agent is asked " + MOST + " already"));
      return;
    }
    long number = ++numbers;
    ScheduledFuture<?> patience =
        loop.schedule(
            () -> fail(number, "the agent said nothing for " + PATIENCE_MILLIS + " ms"),
            PATIENCE_MILLIS,
            TimeUnit.MILLISECONDS);
    underWay.put(number, new Asked(answer, patience));
    orders.accept(
        AgentOrder.newBuilder()
            .setResolve(
                Resolve.newBuilder().setNumber(number).setQuery(ByteString.copyFrom(query))));
  }

  private void fail(long number, String why) {
    Asked asked = underWay.remove(number);
    if (asked != null) {
      asked.patience().cancel(false);
      asked.answer().completeExceptionally(new IOException(why));
    }
  }

  /** The agent says. */
  void answered(Resolved resolved) {
    if (resolved.getAnswer().isEmpty()) {
      fail(resolved.getNumber(), "the pod's nameservers said nothing");
      return;
    }
    Asked asked = underWay.remove(resolved.getNumber());
    if (asked != null) {
      asked.patience().cancel(false);
      asked.answer().complete(resolved.getAnswer().toByteArray());
    }
  }

  /** Whoever waits need not wait any longer. */
  void gone() {
    gone = true;
    List.copyOf(underWay.keySet()).forEach(number -> fail(number, "the agent is gone"));
  }
}
