package dev.culvert.core.relay;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.demux.Counters;
import dev.culvert.core.icmp.IcmpErrors;
import dev.culvert.core.icmp.IcmpReason;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.udp.UdpFlow;
import dev.culvert.core.udp.UdpUser;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Joins a UDP flow of a program to one of the tunnel. Errors of the far side become ICMP. */
final class UdpRelay implements UdpUser, DatagramFlow.Listener {
  private final UdpFlow flow;
  private final FlowRecord record;
  private final IcmpErrors icmp;
  private final Counters counters;
  private final DatagramFlow tunnel;
  private @Nullable Failure lastFailure;
  private boolean answered;
  private boolean over;

  UdpRelay(UdpFlow flow, Dialer dialer, FlowRecord record, IcmpErrors icmp, Counters counters) {
    this.flow = flow;
    this.record = record;
    this.icmp = icmp;
    this.counters = counters;
    tunnel = dialer.openUdp(flow.source, flow.destination, this);
  }

  // ---- the program

  @Override
  public void onReceived(ByteBuf payload) {
    if (over) {
      payload.release();
      return;
    }
    int length = payload.readableBytes();
    if (tunnel.send(payload)) {
      record.bytesOut(length);
    } else {
      counters.count(Counter.UDP_DROPPED_BY_TUNNEL);
    }
  }

  @Override
  public void onOver() {
    if (!over) {
      tunnel.close();
      end();
    }
  }

  // ---- the far side

  @Override
  public void onDirect(String attachment) {
    if (!over) {
      record.direct(attachment);
    }
  }

  @Override
  public void onDatagram(ByteBuf payload) {
    if (over) {
      payload.release();
      return;
    }
    if (!answered) {
      answered = true;
      record.established(0);
    }
    lastFailure = null;
    record.bytesIn(payload.readableBytes());
    flow.send(payload);
  }

  @Override
  public void onError(Failure failure) {
    if (over) {
      return;
    }
    lastFailure = failure;
    switch (failure.cause()) {
      case REFUSED, RESET -> unreachable(IcmpReason.PORT);
      case UNREACHABLE -> unreachable(IcmpReason.HOST);
      case FORBIDDEN -> unreachable(IcmpReason.PROHIBITED);
      // Silence, as a lost datagram is.
      case TIMED_OUT, EXHAUSTED, TUNNEL_DOWN -> {}
    }
  }

  private void unreachable(IcmpReason reason) {
    icmp.unreachableUdp(flow.source, flow.destination, reason);
  }

  @Override
  public void onClosed() {
    if (!over) {
      flow.close();
      end();
    }
  }

  private void end() {
    over = true;
    record.ended(lastFailure);
  }
}
