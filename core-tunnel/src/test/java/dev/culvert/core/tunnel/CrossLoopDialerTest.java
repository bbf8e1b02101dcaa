package dev.culvert.core.tunnel;

import dev.culvert.core.tunnel.transport.Transports;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** A dialer of another loop keeps the contract on this one. */
class CrossLoopDialerTest extends MemoryDialerTest {
  private final EventLoopGroup group = Transports.newLoops(1, "cross-loop-here");
  private final EventLoop here = group.next();

  @AfterEach
  void stopHere() throws Exception {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
  }

  @Override
  protected EventLoop loop() {
    return here;
  }

  @Override
  protected Dialer dialer() {
    return new CrossLoopDialer(here, farLoop(), super.dialer());
  }
}
