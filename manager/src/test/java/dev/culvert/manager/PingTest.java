package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.ManagerSession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pings through the real client and the real manager. Whether this computer lets an ordinary
 * process ping is its own affair (net.ipv4.ping_group_range): both answers are right, each in its
 * place.
 */
final class PingTest {
  private static final IpAddress SOURCE = IpAddress.parse("10.99.0.1");
  private static final String BODY = "\0\7ping";

  private final ManagerFixture manager;
  private final ManagerSession session;

  PingTest() throws Exception {
    manager = new ManagerFixture();
    session =
        manager.connect(
            manager.settings(manager.direct(), ManagerFixture.token(ManagerFixture.GOOD_TOKEN)),
            new ManagerFixture.SessionListener());
  }

  @AfterEach
  void stop() throws Exception {
    session.close().toCompletableFuture().get();
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void theTargetAnswersOrTheManagerMayNotAsk(String address) throws Exception {
    Heard heard = new Heard();
    DatagramFlow flow = open(address, heard);
    for (int i = 0; i < 2; i++) {
      ping(flow);
      String answer = heard.answers.poll(20, TimeUnit.SECONDS);
      assertThat(answer).isEqualTo(mayPing() ? BODY : Failure.Cause.FORBIDDEN.toString());
    }
    manager.loop.submit(flow::close).get(20, TimeUnit.SECONDS);
  }

  @Test
  void aFlowIsFreeToEndBeforeItHasBegun() throws Exception {
    Heard heard = new Heard();
    DatagramFlow flow = open("127.0.0.1", heard);
    manager.loop.submit(flow::close).get(20, TimeUnit.SECONDS);
    DatagramFlow next = open("127.0.0.1", heard);
    ping(next);
    assertThat(heard.answers.poll(20, TimeUnit.SECONDS)).isNotNull();
  }

  private DatagramFlow open(String address, Heard heard) throws Exception {
    return manager
        .loop
        .submit(() -> session.dialer().openEcho(SOURCE, IpAddress.parse(address), heard))
        .get(20, TimeUnit.SECONDS);
  }

  private void ping(DatagramFlow flow) throws Exception {
    manager
        .loop
        .submit(() -> flow.send(Unpooled.copiedBuffer(BODY, StandardCharsets.US_ASCII)))
        .get(20, TimeUnit.SECONDS);
  }

  private static boolean mayPing() throws IOException {
    // By lines: /proc/sys is told in one read, and what reads a byte first gets that byte only.
    String[] range =
        Files.readAllLines(Path.of("/proc/sys/net/ipv4/ping_group_range"))
            .getFirst()
            .split("\\s+", 2);
    long group =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("Gid:"))
            .map(line -> line.split("\\s+", -1)[2])
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElseThrow();
    return Long.parseLong(range[0]) <= group && group <= Long.parseLong(range[1]);
  }

  private static final class Heard implements DatagramFlow.Listener {
    final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    @Override
    public void onDatagram(ByteBuf body) {
      answers.add(body.toString(StandardCharsets.US_ASCII));
      body.release();
    }

    @Override
    public void onError(Failure failure) {
      answers.add(failure.cause().toString());
    }

    @Override
    public void onClosed() {}
  }
}
