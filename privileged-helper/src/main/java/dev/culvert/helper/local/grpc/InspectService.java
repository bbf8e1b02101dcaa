package dev.culvert.helper.local.grpc;

import dev.culvert.core.inspect.FlowLog;
import dev.culvert.core.inspect.PacketRing;
import dev.culvert.core.inspect.TrafficHistory;
import dev.culvert.helper.host.HostNetwork.Made;
import dev.culvert.helper.local.Caller;
import dev.culvert.helper.session.SpeedDesk;
import dev.culvert.proto.helper.v1.InspectGrpc;
import dev.culvert.proto.helper.v1.JournalReport;
import dev.culvert.proto.helper.v1.PacketBatch;
import dev.culvert.proto.helper.v1.ReadJournalRequest;
import dev.culvert.proto.helper.v1.ReadPacketsRequest;
import dev.culvert.proto.helper.v1.Recording;
import dev.culvert.proto.helper.v1.SetRecordingRequest;
import dev.culvert.proto.helper.v1.SpeedReport;
import dev.culvert.proto.helper.v1.SpeedRequest;
import dev.culvert.proto.helper.v1.TrafficEvent;
import dev.culvert.proto.helper.v1.TrafficSecond;
import dev.culvert.proto.helper.v1.WatchTrafficRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The inspectors' service; the contract is in {@code culvert/helper/v1/inspect.proto}. */
public final class InspectService extends InspectGrpc.InspectImplBase {
  private static final Duration USUAL = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Parts parts;
  private final TrafficHistory history;
  private final JournalWatch journal;
  private final List<TrafficFeed> watches = new CopyOnWriteArrayList<>();
  private final List<PacketFeed> readers = new CopyOnWriteArrayList<>();

  /** Whose packets the ring holds; -1 for nobody's. */
  private volatile long recordedBy = -1;

  /**
   * What it serves.
   *
   * @param maySeeNames who may see what programs say
   * @param phase whether there is a tunnel
   * @param changes what is changed on this computer
   * @param device the network device's name
   * @param speed measures the way to the manager
   */
  public record Parts(
      Predicate<Caller> maySeeNames,
      FlowLog flows,
      PacketRing packets,
      InstantSource clock,
      Supplier<TrafficHistory.Phase> phase,
      Supplier<List<Made>> changes,
      Supplier<String> device,
      SpeedDesk speed) {}

  /** Serves these; counts nothing until it is ticked. */
  public InspectService(Parts parts) {
    this.parts = parts;
    history = new TrafficHistory(parts.clock, parts.flows::totals, parts.phase);
    journal = new JournalWatch(parts.changes, parts.clock);
  }

  /** Counts, and serves who watches; called ten times a second by one thread. */
  public void tick() {
    history.tick();
    journal.tick();
    watches.forEach(TrafficFeed::serve);
    readers.removeIf(reader -> !reader.serve());
  }

  @Override
  public void watchTraffic(WatchTrafficRequest request, StreamObserver<TrafficEvent> to) {
    TrafficFeed feed = new TrafficFeed((ServerCallStreamObserver<TrafficEvent>) to);
    feed.to.setOnCancelHandler(() -> watches.remove(feed));
    watches.add(feed);
  }

  @Override
  public void setRecording(SetRecordingRequest request, StreamObserver<Recording> to) {
    Caller caller = CallerInterceptor.caller();
    if (!parts.maySeeNames.test(caller)) {
      to.onError(packetsDenied());
      return;
    }
    if (request.getOn()) {
      com.google.protobuf.Duration asked = request.getAtMost();
      Duration time =
          request.hasAtMost() ? Duration.ofSeconds(asked.getSeconds(), asked.getNanos()) : USUAL;
      if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
        to.onError(
            Requests.invalid("at_most", "is " + time + "; it must be more than 0 and at most 1 h"));
        return;
      }
      if (recordedBy != caller.uid()) {
        parts.packets.clear();
        recordedBy = caller.uid();
      }
      parts.packets.start(time);
    } else {
      parts.packets.stop();
    }
    to.onNext(recording());
    to.onCompleted();
  }

  @Override
  public void readPackets(ReadPacketsRequest request, StreamObserver<PacketBatch> to) {
    Caller caller = CallerInterceptor.caller();
    if (!mayRead(caller)) {
      to.onError(packetsDenied());
      return;
    }
    ServerCallStreamObserver<PacketBatch> call = (ServerCallStreamObserver<PacketBatch>) to;
    PacketFeed feed =
        new PacketFeed(
            parts.packets, parts.flows, parts.device.get(), request, call, () -> mayRead(caller));
    call.setOnCancelHandler(() -> readers.remove(feed));
    readers.add(feed);
  }

  @Override
  public void measureSpeed(SpeedRequest request, StreamObserver<SpeedReport> to) {
    if (!parts.maySeeNames.test(CallerInterceptor.caller())) {
      to.onError(
          Status.PERMISSION_DENIED
              .withDescription("the way is measured for root and for who connected")
              .asRuntimeException());
      return;
    }
    SpeedCall.begin(parts.speed, request, (ServerCallStreamObserver<SpeedReport>) to);
  }

  @Override
  public void readJournal(ReadJournalRequest request, StreamObserver<JournalReport> to) {
    to.onNext(journal.report());
    to.onCompleted();
  }

  static StatusRuntimeException packetsDenied() {
    return Status.PERMISSION_DENIED
        .withDescription("packets are shown to root and to who connected and recorded them")
        .asRuntimeException();
  }

  private boolean mayRead(Caller caller) {
    return caller.isRoot()
        || parts.maySeeNames.test(caller) && (recordedBy == -1 || recordedBy == caller.uid());
  }

  private Recording recording() {
    PacketRing.Status status = parts.packets.status();
    Recording.Builder recording =
        Recording.newBuilder()
            .setPackets(status.packets())
            .setBytes(status.bytes())
            .setForgotten(status.forgotten());
    status.until().map(StateMessages::timestamp).ifPresent(recording::setUntil);
    return recording.build();
  }

  /** One who watches the traffic. */
  private final class TrafficFeed {
    private final ServerCallStreamObserver<TrafficEvent> to;
    private boolean begun;
    private long last = Long.MIN_VALUE;
    private Recording told = Recording.getDefaultInstance();

    TrafficFeed(ServerCallStreamObserver<TrafficEvent> to) {
      this.to = to;
    }

    void serve() {
      if (!to.isReady()) {
        return;
      }
      List<TrafficHistory.Second> seconds = history.after(last);
      Recording now = recording();
      if (begun && seconds.isEmpty() && now.hasUntil() == told.hasUntil()) {
        return;
      }
      TrafficEvent.Builder event = TrafficEvent.newBuilder().setSnapshot(!begun).setRecording(now);
      for (TrafficHistory.Second second : seconds) {
        last = second.epochSecond();
        event.addSeconds(
            TrafficSecond.newBuilder()
                .setAt(second.epochSecond())
                .setBytesIn(second.bytesIn())
                .setBytesOut(second.bytesOut())
                .setLink(
                    switch (second.phase()) {
                      case OFF -> TrafficSecond.Link.LINK_OFF;
                      case UP -> TrafficSecond.Link.LINK_UP;
                      case DOWN -> TrafficSecond.Link.LINK_DOWN;
                    }));
      }
      begun = true;
      told = now;
      to.onNext(event.build());
    }
  }
}
