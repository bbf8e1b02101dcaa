package dev.culvert.core.bench;

import dev.culvert.core.Engine;
import dev.culvert.core.EngineConfig;
import dev.culvert.core.MemoryRecorder;
import dev.culvert.core.PacketLab;
import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tcp.Segment;
import dev.culvert.core.time.VirtualScheduler;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.IpWriter;
import dev.culvert.core.wire.TcpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One established connection through a whole engine, driven by hand: the link and the far side
 * throw away what they get, and neither makes an object of its own.
 */
public final class SteadyFlow {
  /** Payload of one segment. */
  public static final int MSS = 1448;

  private static final int IRS = 100;
  private static final int DATA = 64 << 10;

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final NullLink link = new NullLink();
  private final NullStream stream = new NullStream();
  private final Packet packet = new Packet();
  private final ByteBuf arriving;
  private final ByteBuf acknowledging;
  private final ByteBuf payload = PooledByteBufAllocator.DEFAULT.directBuffer(DATA).writeZero(DATA);
  private int seq = IRS + 1;

  public SteadyFlow() {
    Engine engine =
        new Engine(
            link,
            scheduler,
            EngineConfig.of(Set.of()),
            stream,
            new MemoryRecorder(),
            new Random(1));
    engine.start();
    deliver(packetOf(Segment.syn(IRS).mss(1460).windowScale(14).ts(1, 0).permitSack()));
    stream.listener().onConnected(1);
    scheduler.run();
    arriving = packetOf(Segment.ack(seq, link.nextSeq).ts(1, 0).data(new byte[MSS]));
    acknowledging = packetOf(Segment.ack(seq, link.nextSeq).ts(1, 0));
    deliver(acknowledging);
  }

  private static ByteBuf packetOf(Segment segment) {
    Endpoint from = PacketLab.PROGRAM_V4;
    Endpoint to = PacketLab.SERVICE_V4;
    byte[] transport = segment.encode(from.port(), to.port());
    ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(2048);
    IpWriter.write(out, from.address(), to.address(), IpProtocol.TCP, transport.length);
    return out.writeBytes(transport);
  }

  /** So many full segments from the program in one batch, in order. */
  public void arrive(int segments) {
    for (int i = 0; i < segments; i++) {
      arriving.setInt(IpWriter.V4_LENGTH + 4, seq);
      arriving.setInt(IpWriter.V4_LENGTH + 8, link.nextSeq);
      packet.set(arriving).checksumValid = true;
      link.receiver().onPacket(packet);
      seq += MSS;
    }
    link.receiver().onBatchEnd();
  }

  /** 64 KiB from the cluster, sent and acknowledged; how many bytes the link got. */
  public int send() {
    int before = link.nextSeq;
    stream.listener().onData(payload.retainedDuplicate());
    scheduler.run();
    deliver(acknowledging);
    return link.nextSeq - before;
  }

  private void deliver(ByteBuf bytes) {
    bytes.setInt(IpWriter.V4_LENGTH + 4, seq);
    if ((bytes.getByte(IpWriter.V4_LENGTH + 13) & TcpHeader.SYN) != 0) {
      bytes.setInt(IpWriter.V4_LENGTH + 4, IRS);
    } else {
      bytes.setInt(IpWriter.V4_LENGTH + 8, link.nextSeq);
    }
    packet.set(bytes).checksumValid = true;
    link.receiver().onPacket(packet);
    link.receiver().onBatchEnd();
    scheduler.run();
  }

  private static final class NullLink implements Link {
    private final IpHeader ip = new IpHeader();
    private final TcpHeader tcp = new TcpHeader();
    private @Nullable Receiver receiver;
    int nextSeq;

    Receiver receiver() {
      if (receiver == null) {
        throw new IllegalStateException("the link has not been started");
      }
      return receiver;
    }

    @Override
    public int mtu() {
      return 1500;
    }

    @Override
    public Set<Offload> offloads() {
      return EnumSet.of(Offload.CHECKSUM, Offload.TSO4, Offload.TSO6);
    }

    @Override
    public void start(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void transmit(Packet packet) {
      if (ip.parse(packet.bytes) != null
          || tcp.parse(packet.bytes, ip.payloadIndex, ip.payloadLength) != null) {
        throw new IllegalArgumentException("the engine sent something unsound");
      }
      nextSeq = tcp.seq + tcp.length();
      packet.bytes.release();
    }

    @Override
    public void flush() {}

    @Override
    public long transmitDrops() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private static final class NullStream implements Dialer, ByteStream {
    private @Nullable Listener listener;

    Listener listener() {
      if (listener == null) {
        throw new IllegalStateException("nothing has been dialled");
      }
      return listener;
    }

    @Override
    public ByteStream dialTcp(Endpoint source, Endpoint destination, Listener listener) {
      this.listener = listener;
      return this;
    }

    @Override
    public DatagramFlow openUdp(
        Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
      throw new IllegalStateException("no UDP here");
    }

    @Override
    public void write(ByteBuf payload) {
      payload.release();
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void request(int bytes) {}

    @Override
    public void shutdownOutput() {}

    @Override
    public void reset() {}
  }
}
