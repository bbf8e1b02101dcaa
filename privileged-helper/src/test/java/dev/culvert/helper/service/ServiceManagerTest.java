package dev.culvert.helper.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.helper.nativecall.NotifySocket;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a socket such as a service manager listens on. */
final class ServiceManagerTest {
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final Queue<Runnable> due = new ArrayDeque<>();
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private String address = "";
  private Channel listening;

  // Set by the life cycle method below.
  @SuppressWarnings("NullAway.Init")
  ServiceManagerTest() {}

  @BeforeEach
  void listen(@TempDir Path folder) throws InterruptedException {
    address = folder.resolve("notify").toString();
    listening =
        new Bootstrap()
            .group(group)
            .channel(EpollDomainDatagramChannel.class)
            .handler(
                new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                  @Override
                  protected void channelRead0(ChannelHandlerContext ctx, DomainDatagramPacket in) {
                    heard.add(in.content().toString(StandardCharsets.UTF_8));
                  }
                })
            .bind(new DomainSocketAddress(address))
            .sync()
            .channel();
  }

  @AfterEach
  void close() {
    var _ = listening.close().syncUninterruptibly();
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void isToldReadinessBeatsAndTheEnd() throws InterruptedException {
    try (ServiceManager manager = manager("30000000", "42")) {
      manager.ready(this::later, Runnable::run);
      assertThat(next()).isEqualTo("READY=1");
      assertThat(due).hasSize(1);
      due.remove().run();
      assertThat(next()).isEqualTo("WATCHDOG=1");
      due.remove().run();
      assertThat(next()).isEqualTo("WATCHDOG=1");
      manager.stopping();
      assertThat(next()).startsWith("STOPPING=1");
    }
  }

  @Test
  void sendsNoBeatWhileWhatIsWatchedIsStuck() throws InterruptedException {
    try (ServiceManager manager = manager("30000000", "42")) {
      manager.ready(this::later, stuck -> {});
      assertThat(next()).isEqualTo("READY=1");
      due.remove().run();
      manager.stopping();
      assertThat(next()).as("no beat before it").startsWith("STOPPING=1");
      assertThat(due).isEmpty();
    }
  }

  @Test
  void answersNoWatchdogOfAnotherProcess() {
    try (ServiceManager manager = manager("30000000", "43")) {
      manager.ready(this::later, Runnable::run);
      assertThat(due).isEmpty();
    }
  }

  @Test
  void doesNothingWhereNobodyAsked() {
    try (ServiceManager manager = ServiceManager.of(Map.of("WATCHDOG_USEC", "1000"), 42)) {
      manager.ready(this::later, Runnable::run);
      manager.stopping();
      assertThat(due).isEmpty();
    }
  }

  @Test
  void namesAnAddressThatIsNone() {
    assertThatThrownBy(() -> new NotifySocket("vsock:2:1234"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("vsock:2:1234");
  }

  private ServiceManager manager(String micros, String pid) {
    return ServiceManager.of(
        Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", micros, "WATCHDOG_PID", pid), 42);
  }

  private Runnable later(Duration pause, Runnable task) {
    assertThat(pause).isEqualTo(Duration.ofSeconds(10));
    due.add(task);
    return () -> {};
  }

  private String next() throws InterruptedException {
    String next = heard.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("something is heard").isNotNull();
    return String.valueOf(next);
  }
}
