package dev.culvert.app.helper;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.DnsEvent;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.FlowEvent;
import dev.culvert.proto.helper.v1.HistoryEvent;
import dev.culvert.proto.helper.v1.RestoreResponse;
import dev.culvert.proto.helper.v1.State;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The helper on this computer. Watches come back by themselves when the helper does. Listeners run
 * on a thread of the client's own, never two at once. Futures fail with a {@link HelperException}.
 */
public interface HelperClient extends AutoCloseable {

  /**
   * Starts connecting the computer to the cluster of this context: reads the kubeconfig, runs
   * credential plug-ins as this user, hands the helper what they gave, and goes on supplying fresh
   * credentials while this client is open.
   */
  CompletableFuture<Void> connect(String context, String namespace);

  /** As {@link #connect(String, String)} with everything said. */
  CompletableFuture<Void> connect(ConnectRequest request);

  /** Completes when the computer's network is as it was. */
  CompletableFuture<Void> disconnect();

  /**
   * The helper's state, whole each time; {@link Presence} says whether the helper is there at all.
   */
  Subscription watchState(Consumer<State> listener, Consumer<Presence> presence);

  /**
   * Flow events as the helper sends them; after a break, one with {@code snapshot} set comes first.
   */
  Subscription watchFlows(Consumer<FlowEvent> listener);

  /** DNS queries as the helper sends them. */
  Subscription watchDns(Consumer<DnsEvent> listener);

  /** What became of the connection in the last day: everything at once, then each change. */
  Subscription watchHistory(Consumer<HistoryEvent> listener);

  /** One name, with the whole reasoning. */
  CompletableFuture<DnsQuery> tryName(String name, String type);

  /** Undoes everything the helper ever changed. */
  CompletableFuture<RestoreResponse> restore();

  /** What the inspectors ask. */
  InspectClient inspect();

  /** Attachments to workloads. */
  default AttachClient attachments() {
    throw new UnsupportedOperationException("this client does not attach");
  }

  @Override
  void close();

  /** Whether the helper answers. */
  sealed interface Presence {
    /** It does. */
    record Here() implements Presence {}

    /** It does not, or is not to be trusted; in words, with what to do. */
    record Gone(String why, String remedy) implements Presence {}
  }
}
