package dev.culvert.helper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.Engine;
import dev.culvert.core.EngineConfig;
import dev.culvert.core.EngineStats;
import dev.culvert.core.inspect.FlowCounters;
import dev.culvert.core.inspect.FlowRecorder;
import dev.culvert.core.link.Link;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.time.EventLoopScheduler;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Reason;
import dev.culvert.helper.route.Interfaces;
import dev.culvert.helper.tun.TunDevice;
import dev.culvert.helper.tun.TunLink;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An engine on a TUN device of its own, with a route to one address of each family behind it. */
record TunEngine(Engine engine, TunLink tun, EventLoop loop) implements AutoCloseable {
  static final String DEVICE = "engtest0";
  static final String V4 = "10.96.0.10";
  static final String V6 = "fd00:96::10";

  /**
   * Makes and starts it.
   *
   * @param through what the engine sees of the device
   */
  static TunEngine start(EventLoop loop, Dialer services, UnaryOperator<Link> through)
      throws Exception {
    return start(loop, services, TunDevice.create(DEVICE), through);
  }

  /** On this device. */
  static TunEngine start(
      EventLoop loop, Dialer services, TunDevice device, UnaryOperator<Link> through)
      throws Exception {
    TunLink tun = new TunLink(device, loop, 1500);
    try (Interfaces interfaces = new Interfaces()) {
      int index = interfaces.device(device.name()).orElseThrow().index();
      interfaces.bringUp(index, 1500, "test");
      for (String own : List.of("10.111.0.1", "fd00:111::1")) {
        interfaces.addAddress(index, IpAddress.parse(own));
      }
      interfaces.addRoute(index, Prefix.host(IpAddress.parse(V4)));
      interfaces.addRoute(index, Prefix.host(IpAddress.parse(V6)));
    }
    awaitTrue(TunEngine::addressesAreUsable);
    Engine engine =
        new Engine(
            through.apply(tun),
            new EventLoopScheduler(loop),
            EngineConfig.of(Set.of(IpAddress.parse("10.111.0.1"), IpAddress.parse("fd00:111::1"))),
            services,
            new NoRecorder(),
            new SecureRandom());
    loop.submit(engine::start).sync();
    return new TunEngine(engine, tun, loop);
  }

  @Override
  public void close() throws InterruptedException {
    loop.submit(engine::close).sync();
    EngineStats stats = engine.stats();
    System.out.println(stats);
    tun.close();
    assertThat(stats.tcpFlows() + stats.udpFlows()).as("flows after close").isZero();
  }

  static void awaitTrue(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).isNegative();
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** An IPv6 address hears nothing while it is tentative (RFC 4862), which is never quite zero. */
  private static boolean addressesAreUsable() {
    try {
      return Files.readAllLines(Path.of("/proc/net/if_inet6")).stream()
          .map(line -> line.trim().split(" +", -1))
          .filter(fields -> fields[5].equals(DEVICE))
          .noneMatch(fields -> (Integer.parseInt(fields[4], 16) & 0x40) != 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class NoRecorder implements FlowRecorder {
    private final AtomicLong last = new AtomicLong();

    @Override
    public long nextId() {
      return last.incrementAndGet();
    }

    @Override
    public FlowCounters opened(long id, Protocol protocol, Endpoint source, Endpoint destination) {
      return new FlowCounters();
    }

    @Override
    public void direct(long id, String attachment) {}

    @Override
    public void established(long id, long dialNanos) {}

    @Override
    public void ended(long id, @Nullable Failure failure) {}

    @Override
    public void abandoned(long id, Reason how) {}
  }
}
