package dev.culvert.manager;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.Destinations;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.DialerContract;
import dev.culvert.core.tunnel.ManagerSession;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The real client and the real manager keep the contract, over loopback TCP. */
class DirectTunnelTest extends DialerContract {
  private final ManagerFixture manager;
  private final Destinations destinations = new Destinations();
  private final ManagerFixture.SessionListener listener = new ManagerFixture.SessionListener();
  private ManagerSession session;

  @SuppressWarnings("NullAway.Init") // The session is opened before each test.
  DirectTunnelTest() throws Exception {
    manager = new ManagerFixture();
  }

  @BeforeEach
  void connect() throws Exception {
    session =
        manager.connect(
            manager.settings(road(manager), ManagerFixture.token(ManagerFixture.GOOD_TOKEN)),
            listener);
  }

  final ManagerFixture fixture() {
    return manager;
  }

  ManagerFixture.SessionListener listener() {
    return listener;
  }

  ConnectSettings.Road road(ManagerFixture to) throws Exception {
    return to.direct();
  }

  @AfterEach
  void stop() throws Exception {
    session.close().toCompletableFuture().get();
    destinations.close();
    manager.close();
  }

  @Override
  protected EventLoop loop() {
    return manager.loop;
  }

  @Override
  protected Dialer dialer() {
    return session.dialer();
  }

  @Override
  protected Endpoint echo() throws Exception {
    return destinations.echo();
  }

  @Override
  protected Endpoint resetter() throws Exception {
    return destinations.resetter();
  }

  @Override
  protected Endpoint neverReads() throws Exception {
    return destinations.neverReads();
  }

  @Override
  protected Endpoint source() throws Exception {
    return destinations.source();
  }

  @Override
  protected Endpoint nobody() throws Exception {
    return destinations.nobody();
  }

  @Override
  protected Endpoint udpEcho() throws Exception {
    return destinations.udpEcho();
  }
}
