package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.tunnel.Destinations;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.speed.SpeedFigures;
import dev.culvert.core.tunnel.speed.SpeedTarget;
import dev.culvert.core.tunnel.speed.SpeedTest;
import dev.culvert.core.words.Reason;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The way to the manager is measured over real sockets, by the real client and the real manager.
 */
class SpeedTestTest {
  private static final long BYTES = 8L << 20;

  private final ManagerFixture manager;
  private final Destinations destinations = new Destinations();
  private final BlockingQueue<SpeedFigures> told = new LinkedBlockingQueue<>();
  private ManagerSession session;

  @SuppressWarnings("NullAway.Init") // The session is opened before each test.
  SpeedTestTest() throws Exception {
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
    session.close().toCompletableFuture().get();
    destinations.close();
    manager.close();
  }

  private SpeedFigures measured(SpeedTarget target) throws InterruptedException {
    new SpeedTest(session, manager.loop, BYTES, target, told::add).start();
    SpeedFigures last;
    do {
      last = told.poll(60, TimeUnit.SECONDS);
      assertThat(last).as("figures").isNotNull();
    } while (!last.done());
    return last;
  }

  @Test
  void everyByteIsCountedBothWaysAndThePodIsDialled() throws Exception {
    SpeedFigures figures = measured(new SpeedTarget.Address(destinations.echo()));
    assertThat(figures.problem()).isEqualTo(Reason.NONE);
    assertThat(figures.roundTrip().orElseThrow())
        .isBetween(Duration.ofNanos(1), Duration.ofSeconds(10));
    assertThat(figures.pod().hop().orElseThrow()).isPositive();
    assertThat(figures.pod().whole().orElseThrow()).isPositive();
    SpeedFigures.Moved down = figures.down().orElseThrow();
    SpeedFigures.Moved up = figures.up().orElseThrow();
    // A machine that is very busy may not move all of it in the time there is.
    assertThat(down.bytes()).isPositive().isLessThanOrEqualTo(BYTES);
    assertThat(up.bytes()).isPositive().isLessThanOrEqualTo(BYTES);
    assertThat(down.took()).isLessThan(SpeedTest.LONGEST.plusSeconds(10));
    assertThat(down.rate()).isPositive();
    assertThat(up.rate()).isPositive();
  }

  @Test
  void whyAPodIsNotThereIsSaid() throws Exception {
    SpeedFigures figures = measured(new SpeedTarget.Address(destinations.nobody()));
    assertThat(figures.problem()).isEqualTo(Reason.NONE);
    assertThat(figures.pod().hop()).isEmpty();
    assertThat(figures.pod().problem().isEmpty()).isFalse();
  }

  @Test
  void afterItIsCancelledNothingIsTold() throws Exception {
    SpeedTest test =
        new SpeedTest(
            session, manager.loop, SpeedTest.MOST_BYTES, new SpeedTarget.Manager(), told::add);
    test.start();
    assertThat(told.poll(60, TimeUnit.SECONDS)).as("the round trip").isNotNull();
    test.cancel();
    manager.loop.submit(() -> {}).get(60, TimeUnit.SECONDS);
    told.clear();
    assertThat(measured(new SpeedTarget.Manager()).problem())
        .as("the next one works")
        .isEqualTo(Reason.NONE);
  }
}
