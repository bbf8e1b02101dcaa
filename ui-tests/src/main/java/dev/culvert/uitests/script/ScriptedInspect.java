package dev.culvert.uitests.script;

import com.google.protobuf.Timestamp;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The inspectors' part of a helper that says what it is told to. */
public final class ScriptedInspect implements InspectClient {
  private final List<Consumer<TrafficEvent>> traffic = new CopyOnWriteArrayList<>();
  private final List<PacketBatch> packets = new CopyOnWriteArrayList<>();
  private final List<Reading> followers = new CopyOnWriteArrayList<>();
  private final List<SpeedReport> speeds = new CopyOnWriteArrayList<>();
  private volatile boolean recording;
  private volatile SpeedRequest asked = SpeedRequest.getDefaultInstance();
  private volatile JournalReport journal = JournalReport.getDefaultInstance();
  private volatile TrafficEvent last = TrafficEvent.newBuilder().setSnapshot(true).build();

  /** Tells of traffic. */
  public void traffic(TrafficEvent event) {
    last = event;
    traffic.forEach(listener -> listener.accept(event));
  }

  /** What is recorded. */
  public void packets(PacketBatch batch) {
    packets.add(batch);
    followers.forEach(each -> each.hear(batch));
  }

  /** Whether packets are recorded, as it was asked for. */
  public boolean recording() {
    return recording;
  }

  /** Who follows what is recorded. */
  private record Reading(ReadPacketsRequest request, Consumer<PacketBatch> listener) {
    void hear(PacketBatch batch) {
      PacketBatch.Builder wanted = batch.toBuilder().clearPackets();
      batch.getPacketsList().stream()
          .filter(packet -> !request.getAttached() || !packet.getAttachment().isEmpty())
          .forEach(wanted::addPackets);
      listener.accept(wanted.build());
    }
  }

  /** What the journal says. */
  public void journal(JournalReport report) {
    journal = report;
  }

  @Override
  public Subscription watchTraffic(Consumer<TrafficEvent> listener) {
    traffic.add(listener);
    listener.accept(last);
    return () -> traffic.remove(listener);
  }

  @Override
  public CompletableFuture<Recording> record(boolean on) {
    recording = on;
    Recording.Builder now = Recording.newBuilder().setPackets(packets.size());
    if (on) {
      now.setUntil(Timestamp.newBuilder().setSeconds(Story.NOW.plusSeconds(600).getEpochSecond()));
    }
    return CompletableFuture.completedFuture(now.build());
  }

  @Override
  public Subscription packets(
      ReadPacketsRequest request,
      Consumer<PacketBatch> listener,
      Consumer<Optional<HelperException>> end) {
    Reading reading = new Reading(request, listener);
    packets.forEach(reading::hear);
    if (!request.getFollow()) {
      end.accept(Optional.empty());
      return () -> {};
    }
    followers.add(reading);
    return () -> followers.remove(reading);
  }

  @Override
  public Subscription measure(
      SpeedRequest request,
      Consumer<SpeedReport> listener,
      Consumer<Optional<HelperException>> end) {
    asked = request;
    speeds.forEach(listener);
    if (!speeds.isEmpty() && speeds.getLast().getDone()) {
      end.accept(Optional.empty());
    }
    return () -> {};
  }

  /** What was to be measured last. */
  public SpeedRequest asked() {
    return asked;
  }

  /** What a measurement tells, one after the other; with the last one done it ends. */
  public void speeds(List<SpeedReport> reports) {
    speeds.clear();
    speeds.addAll(reports);
  }

  @Override
  public CompletableFuture<JournalReport> journal() {
    return CompletableFuture.completedFuture(journal);
  }
}
