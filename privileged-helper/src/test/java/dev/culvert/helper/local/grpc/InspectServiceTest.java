package dev.culvert.helper.local.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.inspect.FlowRecorder;
import dev.culvert.core.inspect.StreamTape;
import dev.culvert.core.inspect.TappedLink;
import dev.culvert.core.link.Link;
import dev.culvert.core.link.MemoryLink;
import dev.culvert.core.link.Packet;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.time.VirtualScheduler;
import dev.culvert.core.wire.Checksum;
import dev.culvert.helper.local.Users;
import dev.culvert.proto.helper.v1.JournalLine;
import dev.culvert.proto.helper.v1.JournalReport;
import dev.culvert.proto.helper.v1.PacketBatch;
import dev.culvert.proto.helper.v1.ReadJournalRequest;
import dev.culvert.proto.helper.v1.ReadPacketsRequest;
import dev.culvert.proto.helper.v1.RecordedPacket;
import dev.culvert.proto.helper.v1.SetRecordingRequest;
import dev.culvert.proto.helper.v1.TrafficEvent;
import dev.culvert.proto.helper.v1.WatchTrafficRequest;
import io.grpc.StatusRuntimeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inspectors' service over a real socket, called by its owner. */
final class InspectServiceTest {
  @TempDir private Path directory;
  private DaemonRig rig;
  private LocalClient client;

  @BeforeEach
  void start() throws IOException {
    long uid = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    rig = new DaemonRig(directory, Optional.of(new Users().byUid(uid)));
    client = new LocalClient(rig.socket);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    rig.close();
  }

  private void crossesTheDevice(int sourcePort) {
    ByteBuf bytes = Unpooled.buffer().writeZero(Link.HEADROOM).readerIndex(Link.HEADROOM);
    bytes.writeByte(0x45).writeByte(0).writeShort(28).writeInt(0).writeByte(64).writeByte(17);
    bytes.writeShort(0).writeInt(0x0a000001).writeInt(0x0a000002);
    bytes.writeShort(sourcePort).writeShort(53).writeShort(8).writeShort(0);
    bytes.setShort(Link.HEADROOM + 10, Checksum.finish(Checksum.sum(bytes, Link.HEADROOM, 20)));
    Link near = MemoryLink.pair(1500, Set.of(), new VirtualScheduler()).near();
    new TappedLink(near, rig.packets).transmit(new Packet().set(bytes));
  }

  private List<RecordedPacket> read(ReadPacketsRequest request) {
    List<RecordedPacket> packets = new ArrayList<>();
    Iterator<PacketBatch> batches = client.inspect().readPackets(request);
    batches.forEachRemaining(batch -> packets.addAll(batch.getPacketsList()));
    return packets;
  }

  @Test
  void packetsAreRecordedOnRequestAndReadByFlow() {
    crossesTheDevice(4000);
    assertThat(client.inspect().setRecording(recording(true)).hasUntil()).isTrue();
    // The engine sends to the program: the program's end is the destination.
    rig.flows.opened(
        9,
        FlowRecorder.Protocol.UDP,
        new Endpoint(IpAddress.parse("10.0.0.2"), 53),
        new Endpoint(IpAddress.parse("10.0.0.1"), 4000));
    crossesTheDevice(4000);
    crossesTheDevice(4001);
    assertThat(client.inspect().setRecording(recording(false)).getPackets()).isEqualTo(2);
    crossesTheDevice(4000);
    assertThat(read(ReadPacketsRequest.getDefaultInstance()))
        .extracting(RecordedPacket::getFlow)
        .containsExactly(9L, 0L);
    List<RecordedPacket> ofFlow = read(ReadPacketsRequest.newBuilder().addFlows(9).build());
    assertThat(ofFlow).hasSize(1);
    assertThat(ofFlow.getFirst().getFromProgram()).isFalse();
    assertThat(ofFlow.getFirst().getData().size()).isEqualTo(28);
    assertThat(read(ReadPacketsRequest.newBuilder().addFlows(8).build())).isEmpty();
  }

  @Test
  void whatAttachmentsBringIsReadOnRequest() {
    client.inspect().setRecording(recording(true));
    crossesTheDevice(4000);
    Endpoint caller = new Endpoint(IpAddress.parse("10.42.0.9"), 41_234);
    new StreamTape(rig.packets, "a1", caller, 3000).opened();
    ReadPacketsRequest attached = ReadPacketsRequest.newBuilder().setAttached(true).build();
    assertThat(read(attached))
        .extracting(RecordedPacket::getAttachment)
        .containsExactly("a1", "a1");
    assertThat(read(attached.toBuilder().addFlows(8).build())).hasSize(2);
    assertThat(read(ReadPacketsRequest.newBuilder().addFlows(8).build())).isEmpty();
    assertThat(read(ReadPacketsRequest.getDefaultInstance())).hasSize(3);
  }

  @Test
  void aTimeThatIsTooLongIsRefusedWithTheLimit() {
    SetRecordingRequest.Builder request = recording(true).toBuilder();
    request.getAtMostBuilder().setSeconds(7200);
    assertThatThrownBy(() -> client.inspect().setRecording(request.build()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("at_most")
        .hasMessageContaining("at most 1 h");
  }

  @Test
  void trafficComesWithASnapshotFirst() {
    Iterator<TrafficEvent> events =
        client.inspect().watchTraffic(WatchTrafficRequest.getDefaultInstance());
    assertThat(events.next().getSnapshot()).isTrue();
    TrafficEvent next = events.next();
    assertThat(next.getSnapshot()).isFalse();
    assertThat(next.getSecondsList()).isNotEmpty();
  }

  @Test
  void theJournalTellsWhatIsInForceAndWhatWasUndone() {
    client.calls().connect(LocalClient.request("dev"));
    JournalReport report;
    do {
      report = client.inspect().readJournal(ReadJournalRequest.getDefaultInstance());
    } while (report.getLinesCount() == 0);
    assertThat(report.getLinesList())
        .anyMatch(line -> line.getKind() == JournalLine.Kind.KIND_DEVICE && line.hasMade());
    client.calls().disconnect(dev.culvert.proto.helper.v1.DisconnectRequest.getDefaultInstance());
    report = client.inspect().readJournal(ReadJournalRequest.getDefaultInstance());
    assertThat(report.getLinesList()).isNotEmpty().allMatch(JournalLine::hasUndone);
  }

  private static SetRecordingRequest recording(boolean on) {
    return SetRecordingRequest.newBuilder().setOn(on).build();
  }
}
