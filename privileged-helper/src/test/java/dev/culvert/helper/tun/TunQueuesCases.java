package dev.culvert.helper.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.wire.IpHeader;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.helper.nativecall.Errno;
import dev.culvert.helper.nativecall.SystemCallException;
import dev.culvert.helper.route.Interfaces;
import dev.culvert.helper.testing.InNamespacesOnly;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device with two queues, each on a loop of its own, and the kernel's sockets before it. */
@InNamespacesOnly
final class TunQueuesCases {
  private static final String NAME = "queues0";
  private static final String DNS = "10.111.0.2";
  private static final String CLUSTER = "10.96.0.10";
  private static final int CONNECTIONS = 64;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
  private final List<TunLink> links = new ArrayList<>();

  /** Who has seen packets of a program's port: numbers of queues. */
  private final Map<Integer, Set<Integer>> seen = new ConcurrentHashMap<>();

  private final Map<Integer, Integer> packets = new ConcurrentHashMap<>();

  @BeforeEach
  void open() throws Exception {
    List<TunDevice> queues = TunDevice.create(NAME, 2, IpAddress.parse(DNS));
    assertThat(queues).hasSize(2);
    try (Interfaces interfaces = new Interfaces()) {
      int index = interfaces.device(NAME).orElseThrow().index();
      interfaces.bringUp(index, 1500, "test");
      interfaces.addAddress(index, IpAddress.parse("10.111.0.1"));
      interfaces.addRoute(index, Prefix.parse("10.96.0.0/12"));
      interfaces.addRoute(index, Prefix.host(IpAddress.parse(DNS)));
    }
    for (int i = 0; i < queues.size(); i++) {
      EventLoop loop = group.next();
      TunLink link = new TunLink(queues.get(i), loop, 1500);
      links.add(link);
      Counting counting = new Counting(i);
      loop.submit(() -> link.start(counting)).sync();
    }
  }

  @AfterEach
  void close() {
    links.forEach(Link::close);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Counts what comes by one queue. */
  private final class Counting implements Link.Receiver {
    private final int queue;
    private final IpHeader header = new IpHeader();

    Counting(int queue) {
      this.queue = queue;
    }

    @Override
    public void onPacket(Packet packet) {
      if (header.parse(packet.bytes) == null
          && (header.protocol == IpProtocol.TCP || header.protocol == IpProtocol.UDP)) {
        int port = packet.bytes.getUnsignedShort(header.payloadIndex);
        seen.computeIfAbsent(port, _ -> ConcurrentHashMap.newKeySet()).add(queue);
        packets.merge(port, 1, Integer::sum);
      }
    }

    @Override
    public void onBatchEnd() {}

    @Override
    public void onDown(IOException cause) {}
  }

  @Test
  void aConnectionKeepsToOneQueueAndConnectionsAreSpread() throws Exception {
    List<SocketChannel> programs = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        SocketChannel program = SocketChannel.open();
        programs.add(program);
        program.configureBlocking(false);
        program.bind(new InetSocketAddress("10.111.0.1", 0));
        ports.add(((InetSocketAddress) program.getLocalAddress()).getPort());
        program.connect(new InetSocketAddress(CLUSTER, 80));
      }
      // The first SYN, and the one that the kernel sends again after a second.
      await(() -> ports.stream().allMatch(port -> packets.getOrDefault(port, 0) >= 2));
    } finally {
      for (SocketChannel program : programs) {
        program.close();
      }
    }
    int[] connections = new int[2];
    for (int port : ports) {
      Set<Integer> queues = seen.getOrDefault(port, Set.of());
      assertThat(queues).as("queues of port " + port).hasSize(1);
      connections[queues.iterator().next()]++;
    }
    assertThat(connections[0]).isBetween(CONNECTIONS / 8, CONNECTIONS - CONNECTIONS / 8);
  }

  @Test
  void queriesComeByTheFirst() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      try (DatagramSocket program = new DatagramSocket(new InetSocketAddress("10.111.0.1", 0))) {
        program.send(new DatagramPacket(new byte[40], 40, new InetSocketAddress(DNS, 53)));
        int port = program.getLocalPort();
        await(() -> packets.containsKey(port));
        assertThat(seen.getOrDefault(port, Set.of())).containsExactly(0);
        seen.remove(port);
        packets.remove(port);
      }
    }
  }

  @Test
  void theDeviceIsThereUntilItsLastQueueIsClosed() throws Exception {
    links.getFirst().close();
    assertThat(exists()).isTrue();
    links.getLast().close();
    await(() -> !exists());
  }

  /** Another helper's device gets no queue of ours. */
  @Test
  void aNameThatIsTakenIsRefused() {
    assertThatThrownBy(() -> TunDevice.create(NAME, 2, IpAddress.parse(DNS)))
        .isInstanceOfSatisfying(
            SystemCallException.class,
            refused -> assertThat(refused.errno()).isIn(Errno.EBUSY, Errno.EINVAL));
  }

  private static boolean exists() {
    try (Interfaces interfaces = new Interfaces()) {
      return interfaces.device(NAME).isPresent();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).isNegative();
      LockSupport.parkNanos(5_000_000);
    }
  }
}
