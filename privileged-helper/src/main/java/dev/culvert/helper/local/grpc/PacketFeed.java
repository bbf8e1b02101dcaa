package dev.culvert.helper.local.grpc;

import com.google.protobuf.ByteString;
import dev.culvert.core.inspect.FlowLog;
import dev.culvert.core.inspect.FlowRecord;
import dev.culvert.core.inspect.FlowRecorder;
import dev.culvert.core.inspect.PacketRing;
import dev.culvert.core.inspect.PacketRing.Recorded;
import dev.culvert.core.net.Endpoint;
import dev.culvert.proto.helper.v1.PacketBatch;
import dev.culvert.proto.helper.v1.ReadPacketsRequest;
import dev.culvert.proto.helper.v1.RecordedPacket;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One reader of recorded packets: a place in the ring. A reader that is too slow misses what the
 * ring has forgotten meanwhile, and costs no memory. Used by the ticking thread only.
 */
final class PacketFeed {
  private static final int BATCH_BYTES = 256 * 1024;

  /** A packet may be recorded a little before its flow is opened, and after it has ended. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final PacketRing ring;
  private final FlowLog flows;
  private final String device;
  private final Set<Long> wantedFlows;
  private final Set<String> destinations = new HashSet<>();
  private final boolean follow;
  private final boolean attached;
  private final ServerCallStreamObserver<PacketBatch> to;
  private final BooleanSupplier allowed;
  private final Map<Key, FlowRecord> index = new HashMap<>();
  private long last;
  private boolean over;

  private record Key(FlowRecorder.Protocol protocol, Endpoint program, Endpoint cluster) {}

  /**
   * @param allowed asked before each batch: somebody else may have connected meanwhile
   */
  PacketFeed(
      PacketRing ring,
      FlowLog flows,
      String device,
      ReadPacketsRequest request,
      ServerCallStreamObserver<PacketBatch> to,
      BooleanSupplier allowed) {
    this.ring = ring;
    this.flows = flows;
    this.device = device;
    this.wantedFlows = new HashSet<>(request.getFlowsList());
    request
        .getDestinationsList()
        .forEach(d -> destinations.add(d.getAddress() + " " + d.getPort()));
    this.follow = request.getFollow();
    this.attached = request.getAttached();
    this.to = to;
    this.allowed = allowed;
  }

  /** Sends what there is room for; whether there may be more later. */
  boolean serve() {
    if (!over && !allowed.getAsBoolean()) {
      over = true;
      to.onError(InspectService.packetsDenied());
    }
    while (!over && to.isReady()) {
      refresh();
      PacketRing.Page page = ring.after(last, this::wanted, BATCH_BYTES);
      last = page.last();
      if (!page.packets().isEmpty()) {
        to.onNext(batch(page.packets()));
      }
      if (page.end()) {
        if (!follow) {
          over = true;
          to.onCompleted();
        }
        break;
      }
    }
    return !over;
  }

  private boolean wanted(Recorded packet) {
    boolean nothingElse = destinations.isEmpty() && wantedFlows.isEmpty();
    if (!packet.attachment().isEmpty()) {
      return attached || nothingElse;
    }
    if (attached && nothingElse) {
      return false;
    }
    if (!destinations.isEmpty()
        && !destinations.contains(packet.cluster().address() + " " + packet.cluster().port())) {
      return false;
    }
    return wantedFlows.isEmpty() || wantedFlows.contains(flowOf(packet));
  }

  private PacketBatch batch(List<Recorded> packets) {
    PacketBatch.Builder batch = PacketBatch.newBuilder().setDevice(device);
    for (Recorded packet : packets) {
      batch.addPackets(
          RecordedPacket.newBuilder()
              .setAt(StateMessages.timestamp(packet.at()))
              .setFromProgram(packet.fromProgram())
              .setFlow(flowOf(packet))
              .setAttachment(packet.attachment())
              .setData(ByteString.copyFrom(packet.bytes())));
    }
    return batch.build();
  }

  /** A flow's ends are asked for anew: it may have begun since. */
  private void refresh() {
    index.clear();
    if (wantedFlows.isEmpty()) {
      flows.snapshot().forEach(this::add);
    } else {
      wantedFlows.forEach(id -> flows.find(id).ifPresent(this::add));
    }
  }

  private void add(FlowRecord flow) {
    // In the order of opening: the latest flow between two ends wins.
    index.put(new Key(flow.protocol(), flow.source(), flow.destination()), flow);
  }

  private long flowOf(Recorded packet) {
    if (packet.protocol().isEmpty()) {
      return 0;
    }
    FlowRecord flow =
        index.get(new Key(packet.protocol().orElseThrow(), packet.program(), packet.cluster()));
    return flow != null && during(flow, packet.at()) ? flow.id() : 0;
  }

  private static boolean during(FlowRecord flow, Instant at) {
    return !at.isBefore(flow.opened().minus(SLACK))
        && flow.ended().map(end -> !at.isAfter(end.plus(SLACK))).orElse(true);
  }
}
