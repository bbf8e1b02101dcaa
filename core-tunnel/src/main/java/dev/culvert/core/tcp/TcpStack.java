package dev.culvert.core.tcp;

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
import dev.culvert.core.wire.Malformed;
import dev.culvert.core.wire.TcpHeader;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/**
 * All connections, and what belongs to none: SYNs (RFC 9293 section 3.10.7.2), segments for nobody
 * (section 3.10.7.1). A SYN is a request: who listens decides about it, and until then it stays
 * unanswered. Runs on the loop.
 */
public final class TcpStack implements TransportReceiver, IcmpReceiver.ErrorListener {

  /** Decides about SYNs. */
  public interface Listener {
    /**
     * A program wants to connect. Exactly one of {@link TcpConnection#accept}, {@code refuse},
     * {@code forget} and {@code silence} follows, not within this call.
     */
    TcpUser onSyn(TcpConnection connection);
  }

  final Scheduler scheduler;
  final Egress egress;
  final Turn turn;
  final TcpSettings settings;
  final Counters counters;
  final InitialSequence initialSequence;
  final SegmentWriter writer;
  final SilencedAttempts silenced = new SilencedAttempts();

  private final SegmentArrival arrival;
  private final FlowTable<TcpConnection> connections;
  private final ArrayDeque<TcpConnection> ready = new ArrayDeque<>();
  private final TcpHeader segment = new TcpHeader();
  private final Listener listener;
  private final long origin;
  private int synsInFlight;

  public TcpStack(
      Scheduler scheduler,
      Egress egress,
      Turn turn,
      TcpSettings settings,
      Counters counters,
      RandomGenerator random,
      Listener listener) {
    this.scheduler = scheduler;
    this.egress = egress;
    this.turn = turn;
    this.settings = settings;
    this.counters = counters;
    this.listener = listener;
    initialSequence = new InitialSequence(random);
    connections = new FlowTable<>(random);
    writer = new SegmentWriter(this);
    arrival = new SegmentArrival(this);
    origin = scheduler.nanoTime() - 1;
  }

  /** Connections in any state. */
  public int size() {
    return connections.size();
  }

  /** Connections in LISTEN or SYN-RECEIVED: half open. */
  public int synsInFlight() {
    return synsInFlight;
  }

  @Override
  public void onPacket(Packet packet, IpHeader ip) {
    Malformed fault = segment.parse(packet.bytes, ip.payloadIndex, ip.payloadLength);
    if (fault != null || segment.sourcePort == 0 || segment.destinationPort == 0) {
      counters.count(Counter.MALFORMED);
      return;
    }
    if (!packet.checksumPartial
        && !packet.checksumValid
        && !Checksum.holds(
            ip.sumPseudoHeader() + Checksum.sum(packet.bytes, ip.payloadIndex, ip.payloadLength))) {
      counters.count(Counter.BAD_CHECKSUM);
      return;
    }
    TcpConnection connection = connections.find(ip, segment.sourcePort, segment.destinationPort);
    if (connection == null) {
      closed(ip);
    } else if (connection.state == TcpState.LISTEN) {
      listen(connection, ip);
    } else if (connection.state == TcpState.TIME_WAIT && reopens(connection)) {
      connection.discard();
      closed(ip);
    } else {
      arrival.arrive(connection, segment, packet.bytes);
      if (connection.receiver.ackNow) {
        ready(connection);
      }
    }
  }

  /**
   * An error about a segment of ours, which counts only when that segment is in flight (RFC 5927
   * section 4.1). Half open connections end by it; on others it is soft (RFC 5927 section 5.2): if
   * it is true, the retransmissions will tell. What was too big is sent again in smaller segments.
   */
  @Override
  public boolean onIcmpError(
      IpHeader flow, int programPort, int clusterPort, int sequence, IcmpError error, int mtu) {
    TcpConnection about = connections.find(flow, programPort, clusterPort);
    if (about == null
        || !about.state.synchronised()
        || !SequenceNumber.inWindow(sequence, about.sender.una, about.sender.flight())) {
      return false;
    }
    if (error == IcmpError.TOO_BIG) {
      about.sender.pathMtu(mtu);
    } else if (about.state == TcpState.SYN_RECEIVED) {
      about.over(Phrase.PROGRAM_NO_SYN_ACK.of(error));
    }
    return true;
  }

  /** Section 3.10.7.1 and .2: no connection yet. */
  private void closed(IpHeader ip) {
    if (segment.has(TcpHeader.RST)) {
      return;
    }
    if (!isRequest()) {
      counters.count(Counter.TCP_NO_FLOW);
      writer.resetForUnknown(ip, segment);
      return;
    }
    Endpoint source = new Endpoint(ip.source(), segment.sourcePort);
    Endpoint destination = new Endpoint(ip.destination(), segment.destinationPort);
    if (silenced.contains(source, destination, segment.seq, now())) {
      counters.count(Counter.SYNS_SILENCED);
      return;
    }
    if (synsInFlight >= settings.maxSynsInFlight()) {
      counters.count(Counter.SYNS_LIMITED);
      return;
    }
    counters.count(Counter.SYNS);
    synsInFlight++;
    TcpConnection connection = new TcpConnection(this, source, destination);
    // The other way round, so that it says nothing of the sequence numbers.
    connection.tsOffset =
        initialSequence.hash(/* source= */ destination, /* destination= */ source);
    connection.negotiate(segment);
    connections.add(connection);
    connection.user = listener.onSyn(connection);
  }

  /** The far side is being asked; the kernel may send its SYN again, or begin a new attempt. */
  private void listen(TcpConnection connection, IpHeader ip) {
    if (segment.has(TcpHeader.RST)) {
      return;
    }
    if (!isRequest()) {
      writer.resetForUnknown(ip, segment);
    } else if (segment.seq == connection.receiver.irs) {
      counters.count(Counter.SYN_RETRANSMITS);
    } else {
      connection.negotiate(segment); // The old attempt was given up; the same dial serves this one.
    }
  }

  private boolean isRequest() {
    return (segment.flags & (TcpHeader.SYN | TcpHeader.ACK | TcpHeader.FIN)) == TcpHeader.SYN;
  }

  /** RFC 9293 section 3.6.1 (MAY-2), RFC 6191: a SYN that cannot be an old duplicate. */
  private boolean reopens(TcpConnection connection) {
    if (!isRequest()) {
      return false;
    }
    boolean later =
        connection.timestamps && segment.timestamps && segment.tsValue - connection.tsRecent > 0;
    return later || SequenceNumber.gt(segment.seq, connection.receiver.nxt);
  }

  /** The end of a turn: what became possible in it is sent. */
  public void turnEnd() {
    TcpConnection connection = ready.poll();
    while (connection != null) {
      connection.ready = false;
      connection.sender.output();
      if (connection.receiver.ackNow && connection.state.synchronised()) {
        writer.ack(connection);
      }
      connection = ready.poll();
    }
  }

  /** RST for every connection; their users hear of it. */
  public void close(Reason reason) {
    for (TcpConnection connection : connections.all()) {
      switch (connection.state) {
        case LISTEN -> writer.resetFor(connection);
        case TIME_WAIT, CLOSED -> {}
        default -> writer.reset(connection);
      }
      connection.over(reason);
    }
  }

  void ready(TcpConnection connection) {
    if (!connection.ready) {
      connection.ready = true;
      ready.add(connection);
    }
    turn.wake();
  }

  void remove(TcpConnection connection) {
    connections.remove(connection);
  }

  void leaveHalfOpen() {
    synsInFlight--;
  }

  RetransmissionTimeout newTimeout() {
    return new RetransmissionTimeout(settings.rtoMin().toNanos(), settings.rtoMax().toNanos());
  }

  /** The loop's clock, never 0 and never negative. */
  long now() {
    return scheduler.nanoTime() - origin;
  }
}
