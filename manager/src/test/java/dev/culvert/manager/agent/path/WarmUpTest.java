package dev.culvert.manager.agent.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.transport.Transports;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an agent asks itself before it is asked anything. */
final class WarmUpTest {
  private final EventLoopGroup loops = Transports.newPacedLoops(1, "test-warm");
  private final EventLoop loop = loops.next();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
  }

  private ByteStream nobody(String attachment, ByteStream.Listener listener) {
    asked.add(attachment);
    loop.execute(() -> listener.onFailed(new Failure(Failure.Cause.UNREACHABLE, "nobody")));
    // Nothing is said to a stream that has failed.
    return (ByteStream)
        Proxy.newProxyInstance(
            ByteStream.class.getClassLoader(),
            new Class<?>[] {ByteStream.class},
            (proxy, method, arguments) -> method.getReturnType() == boolean.class ? false : null);
  }

  @Test
  void bothWaysAreGone() {
    WarmUp.run(
        loop,
        (attachment, source, port, listener) -> nobody(attachment, listener),
        40,
        Duration.ofSeconds(30));
    assertThat(asked).hasSize(20).containsOnly(WarmUp.NOBODY);
  }

  @Test
  void itEndsWithItsBudgetButNotBeforeItIsWarmAtAll() {
    WarmUp.run(
        loop,
        (attachment, source, port, listener) -> nobody(attachment, listener),
        40,
        Duration.ZERO);
    assertThat(asked).hasSize(5);
  }
}
