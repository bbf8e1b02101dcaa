package dev.culvert.core.relay;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.demux.Counters;
import dev.culvert.core.icmp.EchoFlow;
import dev.culvert.core.icmp.EchoUser;
import dev.culvert.core.icmp.IcmpReason;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;

/** Joins a program's pings to the far side, which sends them on. Errors there become ICMP. */
final class EchoRelay implements EchoUser, DatagramFlow.Listener {
  private final EchoFlow flow;
  private final Counters counters;
  private final DatagramFlow tunnel;
  private boolean over;

  EchoRelay(EchoFlow flow, Dialer dialer, Counters counters) {
    this.flow = flow;
    this.counters = counters;
    tunnel = dialer.openEcho(flow.source.address(), flow.destination.address(), this);
  }

  @Override
  public void onRequest(ByteBuf body) {
    if (over) {
      body.release();
    } else if (!tunnel.send(body)) {
      counters.count(Counter.ECHOES_DROPPED);
    }
  }

  @Override
  public void onOver() {
    if (!over) {
      over = true;
      tunnel.close();
    }
  }

  @Override
  public void onDatagram(ByteBuf body) {
    flow.reply(body);
  }

  @Override
  public void onError(Failure failure) {
    switch (failure.cause()) {
      case FORBIDDEN -> flow.unreachable(IcmpReason.PROHIBITED);
      case UNREACHABLE, REFUSED, RESET -> flow.unreachable(IcmpReason.HOST);
      // Silence, as a lost request is.
      case TIMED_OUT, EXHAUSTED, TUNNEL_DOWN -> {}
    }
  }

  @Override
  public void onClosed() {
    if (!over) {
      over = true;
      flow.close();
    }
  }
}
