package dev.culvert.core;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.demux.Counters;
import dev.culvert.core.demux.Demux;
import dev.culvert.core.demux.Egress;
import dev.culvert.core.demux.Turn;
import dev.culvert.core.icmp.EchoStack;
import dev.culvert.core.icmp.IcmpErrors;
import dev.culvert.core.icmp.IcmpReceiver;
import dev.culvert.core.inspect.FlowRecorder;
import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.relay.Relays;
import dev.culvert.core.tcp.TcpStack;
import dev.culvert.core.time.Scheduler;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.udp.Reassembler;
import dev.culvert.core.udp.UdpStack;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From layer 3 to layer 4: takes IP packets from a link, plays the far end of TCP and UDP towards
 * this computer's programs, and carries payload to and from a {@link Dialer}.
 *
 * <pre>
 * link -> demux -> tcp -> relay -> dialer
 *            \---> udp -/
 *            \---> icmp
 * </pre>
 *
 * <p>One event loop owns the engine, its link and its dialers: every method but {@link #stats} is
 * called on it. There are no locks and no other threads.
 *
 * <p>The link and the dialers stay their makers': {@link #close} ends the flows and leaves both
 * open.
 */
public final class Engine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  private final Link link;
  private final Counters counters = new Counters();
  private final Egress egress;
  private final Turn turn;
  private final Relays relays;
  private final TcpStack tcp;
  private final UdpStack udp;
  private final EchoStack echo;
  private final Reassembler fragments;
  private final Demux demux;
  private Consumer<IOException> linkDown =
      cause -> log.warn("the link is down: {}", cause.getMessage());
  private boolean closed;

  /**
   * An engine that has not started.
   *
   * @param dialer where flows go, see {@link #setDialer}
   * @param random for sequence numbers and seeds; a strong one but in tests
   */
  public Engine(
      Link link,
      Scheduler scheduler,
      EngineConfig config,
      Dialer dialer,
      FlowRecorder recorder,
      RandomGenerator random) {
    this(link, scheduler, config, dialer, recorder, random, PooledByteBufAllocator.DEFAULT);
  }

  /** With another allocator: one that tests can ask what is left. */
  Engine(
      Link link,
      Scheduler scheduler,
      EngineConfig config,
      Dialer dialer,
      FlowRecorder recorder,
      RandomGenerator random,
      ByteBufAllocator allocator) {
    this.link = link;
    egress = new Egress(link, allocator, counters);
    turn = new Turn(scheduler, this::turnEnd);
    IcmpErrors icmp = new IcmpErrors(scheduler, egress, turn, counters);
    relays = new Relays(scheduler, icmp, counters, dialer, recorder, config.memory());
    tcp = new TcpStack(scheduler, egress, turn, config.tcp(), counters, random, relays);
    udp = new UdpStack(scheduler, egress, turn, config.udp(), counters, random, relays);
    echo = new EchoStack(scheduler, egress, turn, counters, icmp, random, relays);
    fragments = new Reassembler(scheduler, allocator, counters);
    demux =
        new Demux(
            config.addresses(),
            counters,
            tcp,
            udp,
            new IcmpReceiver(counters, tcp, udp, echo),
            fragments);
  }

  /** Starts the link. */
  public void start() {
    link.start(new FromLink());
  }

  /**
   * Flows that open from now on go to this dialer. Those of the old one stay with it: it fails them
   * through their listeners when its tunnel is gone.
   */
  public void setDialer(Dialer dialer) {
    relays.setDialer(dialer);
  }

  /**
   * TCP and UDP to this address go to this dialer, whatever the other one is: a service inside the
   * helper. Such flows are not reported to the recorder.
   */
  public void serveLocally(IpAddress address, Dialer dialer) {
    relays.serveLocally(address, dialer);
  }

  /** Hears once when the device has failed; all flows have ended by then. */
  public void onLinkDown(Consumer<IOException> listener) {
    linkDown = listener;
  }

  /** The figures now; any thread. */
  public EngineStats stats() {
    return new EngineStats(
        counters.snapshot(), tcp.size(), tcp.synsInFlight(), udp.size(), link.transmitDrops());
  }

  /** Ends every flow, TCP ones with a RST to the program and a reset of their stream. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      endFlows(Phrase.ENGINE_CLOSED.of());
      egress.flush();
    }
  }

  private void endFlows(Reason reason) {
    tcp.close(reason);
    udp.close();
    echo.close();
    fragments.close();
  }

  private void turnEnd() {
    tcp.turnEnd();
    egress.flush();
  }

  private final class FromLink implements Link.Receiver {
    @Override
    public void onPacket(Packet packet) {
      if (closed) {
        return;
      }
      turn.inBatch();
      try {
        demux.onPacket(packet);
      } catch (RuntimeException e) {
        // One packet, or one flow, must not end the others.
        counters.count(Counter.PACKETS_FAILED);
        log.error("a packet of {} bytes could not be handled", packet.bytes.readableBytes(), e);
      } catch (OutOfMemoryError e) {
        // As lost on the way: whoever sent it sends it again.
        counters.count(Counter.OUT_OF_MEMORY);
        log.error("no memory for a packet: {}", e.getMessage());
      }
    }

    @Override
    public void onBatchEnd() {
      turn.batchEnd();
    }

    @Override
    public void onDown(IOException cause) {
      closed = true;
      endFlows(Phrase.DEVICE_GONE.of(String.valueOf(cause.getMessage())));
      linkDown.accept(cause);
    }
  }
}
