package dev.culvert.core.icmp;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.demux.Counters;
import dev.culvert.core.demux.Egress;
import dev.culvert.core.demux.FlowTable;
import dev.culvert.core.demux.Turn;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.time.Scheduler;
import dev.culvert.core.wire.IpHeader;
import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;

/**
 * Pings (RFC 792, RFC 4443 section 4): carried to the far side and answered by the target itself,
 * never here: an answer says that the target is there. Runs on the loop.
 */
public final class EchoStack implements IcmpReceiver.EchoListener {
  /** More programs than this do not ping at once; each costs the manager a socket. */
  private static final int MAX_FLOWS = 256;

  /** Decides who carries a new flow. */
  public interface Listener {
    /** A first request has come, which follows. */
    EchoUser onEcho(EchoFlow flow);
  }

  final Scheduler scheduler;
  final IcmpErrors errors;
  private final Egress egress;
  private final Counters counters;
  private final Listener listener;
  private final IcmpEcho writer;
  private final FlowTable<EchoFlow> flows;

  public EchoStack(
      Scheduler scheduler,
      Egress egress,
      Turn turn,
      Counters counters,
      IcmpErrors errors,
      RandomGenerator random,
      Listener listener) {
    this.scheduler = scheduler;
    this.egress = egress;
    this.counters = counters;
    this.errors = errors;
    this.listener = listener;
    writer = new IcmpEcho(egress, turn);
    flows = new FlowTable<>(random);
  }

  @Override
  public void onEchoRequest(IpHeader ip, int identifier, ByteBuf packet, int index, int length) {
    EchoFlow flow = flows.find(ip, identifier, 0);
    if (flow == null) {
      if (flows.size() >= MAX_FLOWS) {
        counters.count(Counter.ECHOES_DROPPED);
        return;
      }
      flow =
          new EchoFlow(
              this, new Endpoint(ip.source(), identifier), new Endpoint(ip.destination(), 0));
      flows.add(flow);
      flow.user = listener.onEcho(flow);
    }
    counters.count(Counter.ECHO_REQUESTS);
    flow.lastSequence = packet.getUnsignedShort(index);
    flow.requested(egress.allocatePlain(length).writeBytes(packet, index, length));
  }

  void reply(EchoFlow flow, ByteBuf body) {
    counters.count(writer.reply(flow, body) ? Counter.ECHO_REPLIES : Counter.ECHOES_DROPPED);
  }

  void remove(EchoFlow flow) {
    flows.remove(flow);
  }

  /** Ends every flow. */
  public void close() {
    flows.all().forEach(EchoFlow::end);
  }
}
