package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Collected;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.grpc.GrpcConnector;
import dev.culvert.core.tunnel.transport.Transports;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dialer of a session's second event loop, which has a connection of its own. */
class JoinedConnectionTest extends DirectTunnelTest {
  private static final int PATIENCE = 20;

  private final EventLoopGroup group = Transports.newLoops(1, "test-second");
  private final EventLoop second = group.next();
  private final ManagerFixture.SessionListener listener = new ManagerFixture.SessionListener();
  private final Road road;
  private final ManagerSession joined;
  private Dialer dialer = new NoDialer();

  JoinedConnectionTest() throws Exception {
    road = new Road(fixture().server.port());
    ConnectSettings settings =
        fixture()
            .settings(
                new ConnectSettings.Direct(road.address()),
                ManagerFixture.token(ManagerFixture.GOOD_TOKEN));
    joined =
        new GrpcConnector("test")
            .connect(settings, List.of(fixture().loop, second), listener)
            .get(PATIENCE, TimeUnit.SECONDS);
  }

  @BeforeEach
  void join() throws Exception {
    dialer = second.submit(() -> joined.dialer(1)).get(PATIENCE, TimeUnit.SECONDS);
    road.awaitConnections(2);
    awaitOwn();
  }

  @AfterEach
  void leave() throws Exception {
    joined.close().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
    road.close();
  }

  @Override
  protected EventLoop loop() {
    return second;
  }

  @Override
  protected Dialer dialer() {
    return dialer;
  }

  /** Waits until a dial is answered although the session's own loop stands still. */
  private void awaitOwn() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    while (true) {
      CountDownLatch hold = new CountDownLatch(1);
      var held = fixture().loop.submit(() -> hold.await(PATIENCE, TimeUnit.SECONDS));
      try {
        Collected heard = new Collected(true);
        dial(echo(), heard);
        heard.connected.get(500, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        assertThat(System.nanoTime()).as("no connection of its own").isLessThan(deadline);
      } finally {
        hold.countDown();
        held.await();
      }
    }
  }

  private void carries(Endpoint echo) throws Exception {
    Collected heard = new Collected(true);
    ByteStream stream = dial(echo, heard);
    await(heard.connected);
    run(() -> {
      stream.write(ascii("hello"));
      stream.shutdownOutput();
    });
    await(heard.ended);
    assertThat(heard.text()).isEqualTo("hello");
  }

  @Test
  void whatABrokenConnectionCarriedFailsAndTheSessionLivesOn() throws Exception {
    Collected carried = new Collected(true);
    Endpoint echo = echo();
    dial(echo, carried);
    await(carried.connected);
    Collected first = new Collected(true);
    fixture()
        .loop
        .submit(() -> first.attach(joined.dialer().dialTcp(SOURCE, echo, first)))
        .get(PATIENCE, TimeUnit.SECONDS);
    await(first.connected);

    road.cut(1);

    assertThat(await(carried.reset).cause()).isEqualTo(Failure.Cause.TUNNEL_DOWN);
    // At once by the first connection, then by one of its own again.
    carries(echo);
    road.awaitConnections(3);
    awaitOwn();
    carries(echo);
    assertThat(first.reset).isNotDone();
    assertThat(listener.lost).isNotDone();
    assertThat(fixture().sessions.count()).as("this one and the superclass'").isEqualTo(2);
  }

  @Test
  void nothingIsLeftOfItWhenTheSessionIsLost() throws Exception {
    Collected carried = new Collected(true);
    dial(echo(), carried);
    await(carried.connected);
    road.cut(0);
    assertThat(await(carried.reset).cause()).isEqualTo(Failure.Cause.TUNNEL_DOWN);
    assertThat(await(listener.lost)).isNotNull();
    road.awaitAllClosed();
    Collected late = new Collected(true);
    dial(echo(), late);
    assertThat(await(late.failed).cause()).isEqualTo(Failure.Cause.TUNNEL_DOWN);
  }

  private static final class NoDialer implements Dialer {
    @Override
    public ByteStream dialTcp(
        Endpoint source, Endpoint destination, ByteStream.Listener streamListener) {
      throw new IllegalStateException("not joined yet");
    }

    @Override
    public DatagramFlow openUdp(
        Endpoint source, Endpoint destination, DatagramFlow.Listener flowListener) {
      throw new IllegalStateException("not joined yet");
    }
  }

  /** Carries connections to a port of loopback, and can cut each. */
  private static final class Road implements AutoCloseable {
    private final ServerSocket server;
    private final int to;
    private final List<Socket> near = new CopyOnWriteArrayList<>();

    Road(int to) throws IOException {
      this.to = to;
      server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket socket = server.accept();
          Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
          near.add(socket);
          changed();
          Thread.ofVirtual().start(() -> carry(socket, far));
          Thread.ofVirtual().start(() -> carry(far, socket));
        } catch (IOException e) {
          return;
        }
      }
    }

    private void carry(Socket from, Socket to) {
      try (from;
          to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        // Cut.
      }
      changed();
    }

    private synchronized void changed() {
      notifyAll();
    }

    void awaitConnections(int count) throws InterruptedException {
      awaitUntil(() -> near.size() >= count);
    }

    void awaitAllClosed() throws InterruptedException {
      awaitUntil(() -> near.stream().allMatch(Socket::isClosed));
    }

    private synchronized void awaitUntil(BooleanSupplier condition) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
      while (!condition.getAsBoolean()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        assertThat(left).isPositive();
        wait(left);
      }
    }

    void cut(int number) throws IOException {
      near.get(number).close();
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket each : near) {
        each.close();
      }
    }
  }
}
