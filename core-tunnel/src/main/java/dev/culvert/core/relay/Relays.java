package dev.culvert.core.relay;

import dev.culvert.core.demux.Counters;
import dev.culvert.core.icmp.EchoFlow;
import dev.culvert.core.icmp.EchoStack;
import dev.culvert.core.icmp.EchoUser;
import dev.culvert.core.icmp.IcmpErrors;
import dev.culvert.core.inspect.FlowCounters;
import dev.culvert.core.inspect.FlowRecorder;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tcp.TcpConnection;
import dev.culvert.core.tcp.TcpStack;
import dev.culvert.core.tcp.TcpUser;
import dev.culvert.core.time.Scheduler;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.core.udp.UdpFlow;
import dev.culvert.core.udp.UdpStack;
import dev.culvert.core.udp.UdpUser;
import java.util.HashMap;
import java.util.Map;

/** Chooses the dialer of a new flow, opens its record and joins the two. */
public final class Relays implements TcpStack.Listener, UdpStack.Listener, EchoStack.Listener {
  private final IcmpErrors icmp;
  private final Counters counters;
  private final FlowRecorder recorder;
  private final FlowPublisher publisher;
  private final MemoryBudget budget;
  private final Map<IpAddress, Dialer> local = new HashMap<>();
  private Dialer dialer;

  public Relays(
      Scheduler scheduler,
      IcmpErrors icmp,
      Counters counters,
      Dialer dialer,
      FlowRecorder recorder,
      MemoryBudget budget) {
    this.icmp = icmp;
    this.counters = counters;
    this.dialer = dialer;
    this.recorder = recorder;
    this.budget = budget;
    publisher = new FlowPublisher(scheduler);
  }

  /** Flows that open from now on go here. */
  public void setDialer(Dialer dialer) {
    this.dialer = dialer;
  }

  /** Flows to this address go there, and the recorder does not hear of them. */
  public void serveLocally(IpAddress address, Dialer dialer) {
    local.put(address, dialer);
  }

  @Override
  public TcpUser onSyn(TcpConnection connection) {
    return new TcpRelay(
        connection,
        dialerTo(connection.destination),
        record(FlowRecorder.Protocol.TCP, connection.source, connection.destination),
        icmp,
        counters,
        budget);
  }

  @Override
  public UdpUser onFlow(UdpFlow flow) {
    return new UdpRelay(
        flow,
        dialerTo(flow.destination),
        record(FlowRecorder.Protocol.UDP, flow.source, flow.destination),
        icmp,
        counters);
  }

  /** Pings are not reported: they are no flows that anybody waits for. */
  @Override
  public EchoUser onEcho(EchoFlow flow) {
    return new EchoRelay(flow, dialerTo(flow.destination), counters);
  }

  private Dialer dialerTo(Endpoint destination) {
    return local.getOrDefault(destination.address(), dialer);
  }

  private FlowRecord record(FlowRecorder.Protocol protocol, Endpoint source, Endpoint destination) {
    if (local.containsKey(destination.address())) {
      return new FlowRecord(null, 0, new FlowCounters(), publisher);
    }
    long id = recorder.nextId();
    return new FlowRecord(
        recorder, id, recorder.opened(id, protocol, source, destination), publisher);
  }
}
