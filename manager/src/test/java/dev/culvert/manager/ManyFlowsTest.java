package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Collected;
import dev.culvert.core.tunnel.Destinations;
import dev.culvert.core.tunnel.ManagerSession;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many flows over one connection: none stalls another, and none leaves anything behind. */
class ManyFlowsTest {
  private static final Endpoint SOURCE = new Endpoint(IpAddress.parse("10.99.0.1"), 40_000);

  private final ManagerFixture manager;
  private final Destinations destinations = new Destinations();
  private ManagerSession session;

  @SuppressWarnings("NullAway.Init") // The session is opened before each test.
  ManyFlowsTest() throws Exception {
    manager = new ManagerFixture();
  }

  @BeforeEach
  void connect() throws Exception {
    session =
        manager.connect(
            manager.settings(manager.direct(), ManagerFixture.token(ManagerFixture.GOOD_TOKEN)),
            new ManagerFixture.SessionListener());
  }

  @AfterEach
  void stop() throws Exception {
    session.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
    destinations.close();
    manager.close();
  }

  private ByteStream dial(Endpoint to, Collected heard) throws Exception {
    return manager
        .loop
        .submit(() -> heard.attach(session.dialer().dialTcp(SOURCE, to, heard)))
        .get(20, TimeUnit.SECONDS);
  }

  private void echoOnce(Endpoint echo, String text) throws Exception {
    Collected heard = new Collected(true);
    ByteStream stream = dial(echo, heard);
    manager.loop.execute(() -> {
      stream.write(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
      stream.shutdownOutput();
    });
    heard.ended.get(20, TimeUnit.SECONDS);
    assertThat(heard.text()).isEqualTo(text);
  }

  @Test
  void oneHundredThatNobodyReadsDoNotStallTheOthers() throws Exception {
    Endpoint source = destinations.source();
    Endpoint stuck = destinations.neverReads();
    Endpoint echo = destinations.echo();
    List<ByteStream> stalled = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      // Nobody reads on the laptop.
      Collected heard = new Collected(false);
      stalled.add(dial(source, heard));
      heard.connected.get(20, TimeUnit.SECONDS);
      // Nobody reads in the cluster.
      Collected other = new Collected(true);
      ByteStream full = dial(stuck, other);
      other.connected.get(20, TimeUnit.SECONDS);
      stalled.add(full);
      manager.loop.execute(() -> {
        for (int j = 0; j < 256 && full.isWritable(); j++) {
          full.write(Unpooled.wrappedBuffer(new byte[64 << 10]));
        }
      });
    }
    for (int i = 0; i < 400; i++) {
      echoOnce(echo, "flow " + i);
    }
    // Client and manager are one process here, so both ends of each flow are in it.
    assertThat(manager.memory.held() / 100)
        .as("bytes that a flow nobody reads holds at both ends together")
        .isLessThan(400 << 10);
    for (ByteStream stream : stalled) {
      manager.loop.execute(stream::reset);
    }
    echoOnce(echo, "after");
  }

  @Test
  void destinationsThatHaveEndedAreReadNoFasterThanTheOthers() throws Exception {
    // Small enough for the kernel's buffers: the FIN is there before the manager has read.
    Endpoint ending = destinations.ending(1 << 20);
    List<ByteStream> streams = new ArrayList<>();
    List<Collected> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Collected heard = new Collected(false);
      ByteStream stream = dial(ending, heard);
      manager.loop.execute(() -> stream.request(1000));
      heard.awaitBytes(1000);
      streams.add(stream);
      all.add(heard);
    }
    assertThat(manager.memory.held() / 50).as("bytes held for each").isLessThan(128 << 10);
    for (ByteStream stream : streams) {
      manager.loop.execute(() -> stream.request(2 << 20));
    }
    for (Collected heard : all) {
      heard.ended.get(20, TimeUnit.SECONDS);
      assertThat(heard.count()).isEqualTo(1 << 20);
    }
    for (ByteStream stream : streams) {
      manager.loop.execute(stream::reset);
    }
  }

  @Test
  void tenThousandShortOnesLeaveNothing() throws Exception {
    Endpoint echo = destinations.echo();
    for (int i = 0; i < 10_000; i++) {
      echoOnce(echo, "x");
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (manager.sessions.owned() > 2 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    // The heartbeat and the watch of the cluster.
    assertThat(manager.sessions.owned()).isEqualTo(2);
  }
}
