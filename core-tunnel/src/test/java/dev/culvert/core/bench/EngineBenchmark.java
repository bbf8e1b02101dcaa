package dev.culvert.core.bench;

import dev.culvert.core.PacketLab;
import dev.culvert.core.demux.Flow;
import dev.culvert.core.demux.FlowTable;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tcp.Segment;
import dev.culvert.core.wire.Checksum;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.IpWriter;
import dev.culvert.core.wire.TcpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The steps of a packet's way, each by itself; docs/benchmarks.md tells how to run it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineBenchmark {
  private static final int FLOWS = 10_000;
  private static final int BATCH = 32;

  private final ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(65_536);
  private final ByteBuf segment = PooledByteBufAllocator.DEFAULT.directBuffer(2048);
  private final IpHeader ip = new IpHeader();
  private final TcpHeader tcp = new TcpHeader();
  private final FlowTable<OneFlow> flows = new FlowTable<>(new Random(1));
  private final SteadyFlow flow = new SteadyFlow();
  private int port;

  /** Fills the table, and makes a segment that is parsed again and again. */
  public EngineBenchmark() {
    bytes.writeZero(65_536);
    IpAddress from = PacketLab.PROGRAM_V4.address();
    IpAddress to = PacketLab.SERVICE_V4.address();
    byte[] transport = Segment.ack(1, 2).ts(3, 4).data(new byte[1448]).encode(40_000, 80);
    IpWriter.write(segment, from, to, IpProtocol.TCP, transport.length);
    segment.writeBytes(transport);
    ip.parse(segment);
    for (int i = 0; i < FLOWS; i++) {
      flows.add(new OneFlow(new Endpoint(from, 1 + i), new Endpoint(to, 80)));
    }
  }

  private static final class OneFlow extends Flow {
    OneFlow(Endpoint source, Endpoint destination) {
      super(source, destination);
    }
  }

  /** A header without payload. */
  @Benchmark
  public long checksum64() {
    return Checksum.sum(bytes, 0, 64);
  }

  /** A full packet. */
  @Benchmark
  public long checksum1500() {
    return Checksum.sum(bytes, 0, 1500);
  }

  /** A superpacket. */
  @Benchmark
  public long checksum65000() {
    return Checksum.sum(bytes, 0, 65_000);
  }

  /** Both headers and the timestamps option, the IPv4 header's checksum verified. */
  @Benchmark
  public int parse() {
    ip.parse(segment);
    tcp.parse(segment, ip.payloadIndex, ip.payloadLength);
    return tcp.tsValue;
  }

  /** One of ten thousand flows. */
  @Benchmark
  public @Nullable Object demultiplex() {
    port = port == FLOWS ? 1 : port + 1;
    return flows.find(ip, port, 80);
  }

  /** A full segment in a batch of 32, from the link to the tunnel, acknowledgments included. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void arrive() {
    flow.arrive(BATCH);
  }

  /** 64 KiB from the tunnel to the link as superpackets, acknowledged. */
  @Benchmark
  public int send64KiB() {
    return flow.send();
  }

  /** All of them, with the allocation of each. */
  public static void main(String[] arguments) throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(EngineBenchmark.class.getSimpleName())
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(2))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(2))
                .addProfiler(GCProfiler.class)
                .jvmArgs(
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Djmh.executor=CUSTOM",
                    "-Djmh.executor.class=" + LoopThreads.class.getName())
                .build())
        .run();
  }
}
