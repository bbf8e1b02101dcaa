package dev.culvert.helper.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.MemoryDialer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What happens to flows that are opened while there is no tunnel; in virtual time. */
final class NoTunnelTest {
  private static final Endpoint PROGRAM = endpoint("10.1.2.3", 40_000);
  private static final Endpoint SERVICE = endpoint("10.96.20.1", 80);

  private final EmbeddedChannel time = new EmbeddedChannel();
  private final EventLoop loop = time.eventLoop();
  private final NoTunnel noTunnel = new NoTunnel(loop);
  private final MemoryDialer tunnel = new MemoryDialer(loop);
  private final List<String> heard = new ArrayList<>();

  @Test
  void aFlowWaitsAndIsDialledWhenTheTunnelIsThere() {
    StringBuilder arrived = new StringBuilder();
    tunnel.listen(
        SERVICE,
        peer -> {
          peer.request(1000);
          return new Hears("service", arrived);
        });
    ByteStream stream = noTunnel.dialTcp(PROGRAM, SERVICE, new Hears("program", arrived));
    stream.request(1000);
    stream.write(Unpooled.copiedBuffer("early", StandardCharsets.US_ASCII));
    pass(29);
    assertThat(heard).isEmpty();

    noTunnel.goOn(tunnel);
    pass(0);
    assertThat(heard).contains("program connected");
    stream.write(Unpooled.copiedBuffer(" and late", StandardCharsets.US_ASCII));
    stream.flush();
    pass(60);
    assertThat(arrived.toString()).isEqualTo("early and late");
    assertThat(heard).as("its patience is over").noneMatch(what -> what.contains("TUNNEL_DOWN"));
  }

  @Test
  void whoHasWaitedForLongIsSentBack() {
    noTunnel.dialTcp(PROGRAM, SERVICE, new Hears("program", new StringBuilder()));
    pass(31);
    assertThat(heard).containsExactly("program failed TUNNEL_DOWN");
    noTunnel.goOn(tunnel);
    pass(0);
    assertThat(tunnel.openStreams()).isZero();
  }

  @Test
  void whoHasGivenUpIsNotDialled() {
    noTunnel.dialTcp(PROGRAM, SERVICE, new Hears("program", new StringBuilder())).reset();
    noTunnel.goOn(tunnel);
    pass(60);
    assertThat(heard).isEmpty();
    assertThat(tunnel.openStreams()).isZero();
  }

  @Test
  void notMoreWaitThanAreGoodForAnybody() {
    for (int i = 0; i < 600; i++) {
      noTunnel.dialTcp(
          endpoint("10.1.2.3", 30_000 + i), SERVICE, new Hears("program", new StringBuilder()));
    }
    pass(0);
    assertThat(heard).hasSize(600 - 512);
  }

  private void pass(int seconds) {
    time.advanceTimeBy(seconds, TimeUnit.SECONDS);
    time.runPendingTasks();
    time.runScheduledPendingTasks();
    time.runPendingTasks();
  }

  private static Endpoint endpoint(String address, int port) {
    return new Endpoint(IpAddress.parse(address), port);
  }

  private final class Hears implements ByteStream.Listener {
    private final String who;
    private final StringBuilder bytes;

    Hears(String who, StringBuilder bytes) {
      this.who = who;
      this.bytes = bytes;
    }

    @Override
    public void onConnected(long dialNanos) {
      heard.add(who + " connected");
    }

    @Override
    public void onFailed(Failure failure) {
      heard.add(who + " failed " + failure.cause());
    }

    @Override
    public void onData(ByteBuf payload) {
      bytes.append(payload.toString(StandardCharsets.US_ASCII));
      payload.release();
    }

    @Override
    public void onEnd() {}

    @Override
    public void onReset(Failure failure) {
      heard.add(who + " reset " + failure.cause());
    }

    @Override
    public void onWritable() {}
  }
}
