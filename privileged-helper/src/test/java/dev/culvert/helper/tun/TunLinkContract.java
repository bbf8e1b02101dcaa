package dev.culvert.helper.tun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.LinkContract;
import dev.culvert.core.link.Packet;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.helper.route.Interfaces;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A TUN device of the kernel as a link; the program on its other side is a UDP socket. */
abstract class TunLinkContract extends LinkContract {
  private static final MultiThreadIoEventLoopGroup GROUP =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  private final EventLoop loop = GROUP.next();
  private final List<byte[]> received = new CopyOnWriteArrayList<>();
  private TunLink link;
  private DatagramSocket program;

  TunLinkContract(boolean offload) throws IOException {
    TunDevice device = TunDevice.create("linktest0", offload);
    link = new TunLink(device, loop, device.bestMtu());
    try (Interfaces interfaces = new Interfaces()) {
      int index = interfaces.device("linktest0").orElseThrow().index();
      interfaces.bringUp(index, device.bestMtu(), "test");
      interfaces.addAddress(index, IpAddress.parse("10.111.0.1"));
      interfaces.addRoute(index, Prefix.parse("10.96.0.0/12"));
    }
    program = new DatagramSocket(new InetSocketAddress("10.111.0.1", 0));
  }

  @BeforeEach
  final void listen() {
    Thread.ofVirtual()
        .start(() -> {
          while (!program.isClosed()) {
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            try {
              program.receive(packet);
              received.add(Arrays.copyOf(packet.getData(), packet.getLength()));
            } catch (IOException e) {
              return; // The socket was closed by the end of the test.
            }
          }
        });
  }

  @AfterEach
  final void clean() {
    program.close();
    link.close();
  }

  @Test
  final void anErrorOfTheReceiverEndsTheLinkAndNotTheLoop() {
    List<IOException> down = new CopyOnWriteArrayList<>();
    onLoop(() ->
        link.start(
            new Link.Receiver() {
              @Override
              public void onPacket(Packet packet) {}

              @Override
              public void onBatchEnd() {
                throw new StackOverflowError("as a test wants it");
              }

              @Override
              public void onDown(IOException cause) {
                down.add(cause);
              }
            }));
    programSends(new byte[] {1});
    await(() -> !down.isEmpty());
    assertThat(down)
        .singleElement()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("linktest0", "as a test wants it");
    onLoop(() -> {}); // It still takes work.
  }

  @AfterAll
  static void stopLoop() {
    GROUP.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Override
  protected final Link link() {
    return link;
  }

  @Override
  protected final void programSends(byte[] payload) {
    try {
      program.send(
          new DatagramPacket(payload, payload.length, new InetSocketAddress("10.96.0.10", 7)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected final List<byte[]> programReceived() {
    return received;
  }

  @Override
  protected final void onLoop(Runnable action) {
    loop.submit(action).syncUninterruptibly();
  }

  @Override
  protected final void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within ten seconds");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }
}
