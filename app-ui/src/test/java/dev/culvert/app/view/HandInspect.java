package dev.culvert.app.view;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.helper.InspectClient;
import dev.culvert.proto.helper.v1.JournalReport;
import dev.culvert.proto.helper.v1.PacketBatch;
import dev.culvert.proto.helper.v1.ReadPacketsRequest;
import dev.culvert.proto.helper.v1.Recording;
import dev.culvert.proto.helper.v1.SpeedReport;
import dev.culvert.proto.helper.v1.SpeedRequest;
import dev.culvert.proto.helper.v1.TrafficEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers when the test does. */
final class HandInspect implements InspectClient {
  final List<Boolean> asked = new ArrayList<>();
  final List<Reading> readings = new ArrayList<>();
  CompletableFuture<Recording> answer = new CompletableFuture<>();
  Consumer<TrafficEvent> traffic = event -> {};
  @Nullable SpeedRequest measured;
  Consumer<SpeedReport> figures = report -> {};
  Consumer<Optional<HelperException>> measuredEnd = end -> {};

  /** Somebody who reads packets. */
  static final class Reading implements Subscription {
    final ReadPacketsRequest request;
    final Consumer<PacketBatch> listener;
    final Consumer<Optional<HelperException>> end;
    boolean closed;

    Reading(
        ReadPacketsRequest request,
        Consumer<PacketBatch> listener,
        Consumer<Optional<HelperException>> end) {
      this.request = request;
      this.listener = listener;
      this.end = end;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Override
  public Subscription watchTraffic(Consumer<TrafficEvent> listener) {
    traffic = listener;
    return () -> {};
  }

  @Override
  public CompletableFuture<Recording> record(boolean on) {
    asked.add(on);
    return answer;
  }

  @Override
  public Subscription packets(
      ReadPacketsRequest request,
      Consumer<PacketBatch> listener,
      Consumer<Optional<HelperException>> end) {
    Reading reading = new Reading(request, listener, end);
    readings.add(reading);
    return reading;
  }

  @Override
  public Subscription measure(
      SpeedRequest request,
      Consumer<SpeedReport> listener,
      Consumer<Optional<HelperException>> end) {
    measured = request;
    figures = listener;
    measuredEnd = end;
    return () -> measured = null;
  }

  @Override
  public CompletableFuture<JournalReport> journal() {
    return new CompletableFuture<>();
  }
}
