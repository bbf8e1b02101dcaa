package dev.culvert.core.udp;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.demux.Counters;
import dev.culvert.core.demux.Egress;
import dev.culvert.core.demux.FlowTable;
import dev.culvert.core.demux.TransportReceiver;
import dev.culvert.core.demux.Turn;
import dev.culvert.core.icmp.IcmpError;
import dev.culvert.core.icmp.IcmpReceiver;
import dev.culvert.core.link.Packet;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.time.Scheduler;
import dev.culvert.core.wire.Checksum;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.IpWriter;
import dev.culvert.core.wire.Malformed;
import dev.culvert.core.wire.UdpHeader;
import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All UDP flows (RFC 768). A datagram of no flow begins one. Runs on the loop. */
public final class UdpStack implements TransportReceiver, IcmpReceiver.ErrorListener {
  /** RFC 768's field, less both headers; the same for IPv6, whose jumbograms nobody sends. */
  private static final int MAX_PAYLOAD = 65_507;

  private static final int CHECKSUM_OFFSET = 6;

  /** Decides who uses a new flow. */
  public interface Listener {
    /** A first datagram has come, which follows. */
    UdpUser onFlow(UdpFlow flow);
  }

  final Scheduler scheduler;
  final UdpSettings settings;

  private final Egress egress;
  private final Turn turn;
  private final Counters counters;
  private final Listener listener;
  private final FlowTable<UdpFlow> flows;
  private final Fragmenter fragmenter;
  private final UdpHeader header = new UdpHeader();
  private @Nullable UdpFlow oldest;
  private @Nullable UdpFlow youngest;

  public UdpStack(
      Scheduler scheduler,
      Egress egress,
      Turn turn,
      UdpSettings settings,
      Counters counters,
      RandomGenerator random,
      Listener listener) {
    this.scheduler = scheduler;
    this.egress = egress;
    this.turn = turn;
    this.settings = settings;
    this.counters = counters;
    this.listener = listener;
    flows = new FlowTable<>(random);
    fragmenter = new Fragmenter(egress, random.nextInt());
  }

  /** Flows that are open. */
  public int size() {
    return flows.size();
  }

  @Override
  public void onPacket(Packet packet, IpHeader ip) {
    boolean superpacket = packet.gso == Packet.Gso.UDP;
    Malformed fault = header.parse(packet.bytes, ip.payloadIndex, ip.payloadLength, superpacket);
    if (fault != null || header.destinationPort == 0) {
      counters.count(Counter.MALFORMED);
      return;
    }
    boolean unchecked = packet.checksumPartial || packet.checksumValid || superpacket;
    if (!unchecked && !checksumHolds(packet.bytes, ip)) {
      counters.count(Counter.BAD_CHECKSUM);
      return;
    }
    UdpFlow flow = flows.find(ip, header.sourcePort, header.destinationPort);
    if (flow == null) {
      flow = open(ip);
    }
    int size = superpacket && packet.gsoSize > 0 ? packet.gsoSize : header.payloadLength;
    int left = header.payloadLength;
    int index = header.payloadIndex;
    do {
      int length = Math.min(size, left);
      flow.received(keep(packet.bytes, index, length));
      index += length;
      left -= length;
    } while (left > 0);
  }

  private boolean checksumHolds(ByteBuf bytes, IpHeader ip) {
    if (header.checksum == 0) {
      return !ip.v6; // RFC 8200 section 8.1: IPv6 has no header checksum to do without.
    }
    int length = UdpHeader.LENGTH + header.payloadLength;
    long pseudo =
        Checksum.sumPseudoHeader(
            ip.sourceHigh,
            ip.sourceLow,
            ip.destinationHigh,
            ip.destinationLow,
            IpProtocol.UDP,
            length);
    return Checksum.holds(pseudo + Checksum.sum(bytes, ip.payloadIndex, length));
  }

  private UdpFlow open(IpHeader ip) {
    UdpFlow evicted = oldest;
    if (flows.size() >= settings.maxFlows() && evicted != null) {
      counters.count(Counter.UDP_FLOWS_EVICTED);
      evicted.end();
    }
    counters.count(Counter.UDP_FLOWS);
    UdpFlow flow =
        new UdpFlow(
            this,
            new Endpoint(ip.source(), header.sourcePort),
            new Endpoint(ip.destination(), header.destinationPort));
    flows.add(flow);
    append(flow);
    flow.user = listener.onFlow(flow);
    return flow;
  }

  /** Datagrams are small and the link's buffers are large: they are copied, unless they are not. */
  private ByteBuf keep(ByteBuf packet, int index, int length) {
    return length > 8192
        ? packet.retainedSlice(index, length)
        : egress.allocatePlain(length).writeBytes(packet, index, length);
  }

  /** Nobody at the program's port any more ends the flow; what else there is may pass by. */
  @Override
  public boolean onIcmpError(
      IpHeader flow, int programPort, int clusterPort, int sequence, IcmpError error, int mtu) {
    UdpFlow about = flows.find(flow, programPort, clusterPort);
    if (about != null && error == IcmpError.PORT_UNREACHABLE) {
      about.end();
    }
    return about != null;
  }

  void transmit(UdpFlow flow, ByteBuf payload) {
    int length = payload.readableBytes();
    if (length > MAX_PAYLOAD) {
      counters.count(Counter.UDP_TOO_LARGE);
      payload.release();
      return;
    }
    int datagram = UdpHeader.LENGTH + length;
    int headerLength = IpWriter.length(flow.source.address().v6());
    if (headerLength + datagram <= egress.mtu()) {
      ByteBuf packet = egress.allocate(headerLength + datagram);
      IpWriter.write(
          packet, flow.destination.address(), flow.source.address(), IpProtocol.UDP, datagram);
      writeDatagram(packet, flow, payload);
      egress.transmit(
          packet,
          flow.destination.address(),
          flow.source.address(),
          IpProtocol.UDP,
          CHECKSUM_OFFSET,
          0);
    } else {
      ByteBuf whole = egress.allocatePlain(datagram);
      writeDatagram(whole, flow, payload);
      setChecksum(whole, flow);
      fragmenter.transmit(flow.destination.address(), flow.source.address(), IpProtocol.UDP, whole);
    }
    turn.wake();
  }

  private static void writeDatagram(ByteBuf out, UdpFlow flow, ByteBuf payload) {
    out.writeShort(flow.destination.port()).writeShort(flow.source.port());
    out.writeShort(UdpHeader.LENGTH + payload.readableBytes()).writeShort(0);
    out.writeBytes(payload);
    payload.release();
  }

  private static void setChecksum(ByteBuf datagram, UdpFlow flow) {
    int length = datagram.readableBytes();
    long pseudo =
        Checksum.sumPseudoHeader(
            flow.destination.address().high(),
            flow.destination.address().low(),
            flow.source.address().high(),
            flow.source.address().low(),
            IpProtocol.UDP,
            length);
    int sum = Checksum.finish(pseudo + Checksum.sum(datagram, datagram.readerIndex(), length));
    datagram.setShort(datagram.readerIndex() + CHECKSUM_OFFSET, sum == 0 ? 0xffff : sum);
  }

  /** Ends every flow; their users hear of it. */
  public void close() {
    flows.all().forEach(UdpFlow::end);
  }

  void remove(UdpFlow flow) {
    flows.remove(flow);
    unlink(flow);
  }

  void touch(UdpFlow flow) {
    if (youngest != flow) {
      unlink(flow);
      append(flow);
    }
  }

  private void append(UdpFlow flow) {
    flow.older = youngest;
    flow.younger = null;
    if (youngest == null) {
      oldest = flow;
    } else {
      youngest.younger = flow;
    }
    youngest = flow;
  }

  private void unlink(UdpFlow flow) {
    UdpFlow before = flow.older;
    UdpFlow after = flow.younger;
    if (before == null) {
      oldest = after;
    } else {
      before.younger = after;
    }
    if (after == null) {
      youngest = before;
    } else {
      after.older = before;
    }
    flow.older = null;
    flow.younger = null;
  }
}
