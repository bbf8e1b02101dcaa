package dev.culvert.helper.tun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.IpAddress;
import dev.culvert.helper.nativecall.BpfTrial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel runs the program on packets of ours. Needs root. */
@Tag("integration")
final class SteeringProgramIT {
  private static final int ROUNDS = 500;
  private static final int QUEUES = 4;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final IpAddress DNS4 = IpAddress.parse("10.111.0.2");
  private static final IpAddress DNS6 = IpAddress.parse("fd00:111::2");

  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_126);
  private final BpfTrial program;

  SteeringProgramIT() throws IOException {
    program = new BpfTrial(SteeringProgram.of(QUEUES, DNS4));
  }

  @AfterEach
  void unload() throws IOException {
    program.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothDirectionsOfATcpFlowComeByOneQueueAndFlowsAreSpread(boolean v6) throws IOException {
    int[] flows = new int[QUEUES];
    byte[] cluster = address(v6);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] own = address(v6);
      int port = random.nextInt(1024, 65_536);
      int queue = program.run(ip(TCP, own, cluster, ports(port, 443, 20)));
      assertThat(program.run(ip(TCP, cluster, own, ports(443, port, 20)))).isEqualTo(queue);
      flows[queue]++;
    }
    assertThat(Arrays.stream(flows).min().orElseThrow())
        .as("flows per queue: %s", Arrays.toString(flows))
        .isGreaterThan(ROUNDS / QUEUES / 2);
  }

  @Test
  void connectionsToOneServiceAreSpreadByTheirPorts() throws IOException {
    int[] flows = new int[QUEUES];
    byte[] own = address(false);
    byte[] cluster = address(false);
    for (int port = 40_000; port < 40_000 + ROUNDS; port++) {
      flows[program.run(ip(TCP, own, cluster, ports(port, 443, 20)))]++;
    }
    assertThat(Arrays.stream(flows).min().orElseThrow())
        .as("flows per queue: %s", Arrays.toString(flows))
        .isGreaterThan(ROUNDS / QUEUES / 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anIcmpErrorComesByTheQueueOfTheConnectionThatItIsAbout(boolean v6) throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      byte[] own = address(v6);
      byte[] cluster = address(v6);
      byte[] router = address(v6);
      int port = random.nextInt(1024, 65_536);
      int queue = program.run(ip(TCP, own, cluster, ports(port, 80, 20)));
      byte[] about = ip(TCP, cluster, own, ports(80, port, 20));
      byte[] error = new byte[8 + about.length];
      int[] types = v6 ? new int[] {1, 2, 3, 4} : new int[] {3, 11, 12};
      error[0] = (byte) types[random.nextInt(types.length)];
      System.arraycopy(about, 0, error, 8, about.length);
      assertThat(program.run(ip(v6 ? ICMPV6 : ICMP, router, cluster, error))).isEqualTo(queue);
    }
  }

  @Test
  void fragmentsAndWholeDatagramsOfAFlowComeByOneQueue() throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      byte[] own = address(false);
      byte[] cluster = address(false);
      byte[] whole = ip(UDP, own, cluster, ports(5000, random.nextInt(65_536), 100));
      byte[] first = ip(UDP, own, cluster, ports(5000, random.nextInt(65_536), 100));
      byte[] last = ip(UDP, own, cluster, ports(random.nextInt(65_536), 7, 50));
      first[6] = 0x20; // more fragments
      last[7] = 100; // an offset
      int queue = program.run(whole);
      assertThat(program.run(first)).isEqualTo(queue);
      assertThat(program.run(last)).isEqualTo(queue);
    }
  }

  @Test
  void pingsAndTheirAnswersComeByOneQueue() throws IOException {
    byte[] own = address(false);
    byte[] cluster = address(false);
    byte[] echo = new byte[16];
    echo[0] = 8;
    int queue = program.run(ip(ICMP, own, cluster, echo));
    echo[0] = 0;
    assertThat(program.run(ip(ICMP, cluster, own, echo))).isEqualTo(queue);
  }

  @Test
  void whatGoesToTheDnsServerComesByTheFirst() throws IOException {
    try (BpfTrial six = new BpfTrial(SteeringProgram.of(QUEUES, DNS6))) {
      for (int i = 0; i < ROUNDS; i++) {
        byte[] query = ports(random.nextInt(65_536), 53, 60);
        for (int protocol : new int[] {UDP, TCP, ICMP}) {
          assertThat(program.run(ip(protocol, address(false), DNS4.toBytes(), query))).isZero();
          assertThat(six.run(ip(protocol, address(true), DNS6.toBytes(), query))).isZero();
        }
      }
      byte[] near = DNS6.toBytes();
      near[15]++;
      assertThat(queues(six, true, near)).as("another address is spread").isGreaterThan(1);
    }
    byte[] near = DNS4.toBytes();
    near[3]++;
    assertThat(queues(program, false, near)).as("another address is spread").isGreaterThan(1);
  }

  private long queues(BpfTrial of, boolean v6, byte[] destination) throws IOException {
    boolean[] seen = new boolean[QUEUES];
    for (int i = 0; i < ROUNDS; i++) {
      byte[] packet = ip(TCP, address(v6), destination, ports(random.nextInt(65_536), 1, 20));
      seen[of.run(packet)] = true;
    }
    int count = 0;
    for (boolean each : seen) {
      count += each ? 1 : 0;
    }
    return count;
  }

  @Test
  void whatIsCutShortComesByTheFirstOrAsWhatIsLeftOfIt() throws IOException {
    for (boolean v6 : new boolean[] {false, true}) {
      byte[] packet = ip(TCP, address(v6), address(v6), ports(1, 2, 20));
      // The kernel runs it on nothing shorter than the header of IP.
      for (int length = v6 ? 40 : 20; length < packet.length; length++) {
        assertThat(program.run(Arrays.copyOf(packet, length))).isBetween(0, QUEUES - 1);
      }
    }
    byte[] none = new byte[40];
    none[0] = 0x55;
    assertThat(program.run(none)).as("no IP").isZero();
  }

  private byte[] address(boolean v6) {
    byte[] address = new byte[v6 ? 16 : 4];
    random.nextBytes(address);
    return address;
  }

  private static byte[] ports(int source, int destination, int size) {
    return ByteBuffer.allocate(size).putShort((short) source).putShort((short) destination).array();
  }

  /** A packet; an IPv4 one has options every other time. */
  private byte[] ip(int protocol, byte[] source, byte[] destination, byte[] payload) {
    if (source.length == 16) {
      return ByteBuffer.allocate(40 + payload.length)
          .putInt(0x6000_0000 | random.nextInt(1 << 20)) // with a flow label
          .putShort((short) payload.length)
          .put((byte) protocol)
          .put((byte) 64)
          .put(source)
          .put(destination)
          .put(payload)
          .array();
    }
    int words = protocol == TCP && random.nextBoolean() ? 7 : 5;
    return ByteBuffer.allocate(4 * words + payload.length)
        .put((byte) (0x40 | words))
        .put((byte) 0)
        .putShort((short) (4 * words + payload.length))
        .putInt(0)
        .put((byte) 64)
        .put((byte) protocol)
        .putShort((short) 0)
        .put(source)
        .put(destination)
        .position(4 * words)
        .put(payload)
        .array();
  }
}
