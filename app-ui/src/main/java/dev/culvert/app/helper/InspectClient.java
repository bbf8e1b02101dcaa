package dev.culvert.app.helper;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.proto.helper.v1.JournalReport;
import dev.culvert.proto.helper.v1.PacketBatch;
import dev.culvert.proto.helper.v1.ReadPacketsRequest;
import dev.culvert.proto.helper.v1.Recording;
import dev.culvert.proto.helper.v1.SpeedReport;
import dev.culvert.proto.helper.v1.SpeedRequest;
import dev.culvert.proto.helper.v1.TrafficEvent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What the inspectors ask of the helper. Threads and failures as with {@link HelperClient}. */
public interface InspectClient {

  /** The last hour, then each second; after a break, an event with {@code snapshot} comes first. */
  Subscription watchTraffic(Consumer<TrafficEvent> listener);

  /** Starts or stops recording packets. */
  CompletableFuture<Recording> record(boolean on);

  /**
   * Reads recorded packets, once.
   *
   * @param end told once, with what went wrong if anything did; not after the subscription is
   *     closed
   */
  Subscription packets(
      ReadPacketsRequest request,
      Consumer<PacketBatch> listener,
      Consumer<Optional<HelperException>> end);

  /**
   * Measures the way to the manager, once.
   *
   * @param listener told of figures as they are there
   * @param end told once, with what went wrong if anything did; not after the subscription is
   *     closed, which ends the measurement
   */
  Subscription measure(
      SpeedRequest request,
      Consumer<SpeedReport> listener,
      Consumer<Optional<HelperException>> end);

  /** What the helper has changed on this computer, and what it lately undid. */
  CompletableFuture<JournalReport> journal();
}
