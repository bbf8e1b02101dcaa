package dev.culvert.core.tunnel.speed;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.speed.SpeedFigures.Moved;
import dev.culvert.core.words.Phrase;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Measures the way to the manager and on to a pod: round trips, then bytes from there, then bytes
 * to it, each for a bounded time and a bounded number of bytes. One step after the other, on the
 * session's event loop; beside flows, which share the way with it.
 */
public final class SpeedTest {
  /** Bytes each way unless told otherwise. */
  public static final long USUAL_BYTES = 32L << 20;

  /** Bytes each way at most. */
  public static final long MOST_BYTES = 256L << 20;

  /** A direction is measured for so long at most. */
  public static final Duration LONGEST = Duration.ofSeconds(5);

  private static final int TRIPS = 5;
  private static final long PATIENCE_SECONDS = 12;
  private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final Endpoint NOBODY = new Endpoint(IpAddress.v4(0), 0);

  private final ManagerSession session;
  private final EventLoop loop;
  private final long bytes;
  private final SpeedTarget target;
  private final Consumer<SpeedFigures> told;
  private SpeedFigures figures = SpeedFigures.NONE;
  private @Nullable ByteStream open;
  private long lastTold;
  private boolean over;
  private int step;

  /**
   * A measurement that has not begun.
   *
   * @param bytes each way
   * @param told of figures as they are there, on the loop; the last one is done
   */
  public SpeedTest(
      ManagerSession session,
      EventLoop loop,
      long bytes,
      SpeedTarget target,
      Consumer<SpeedFigures> told) {
    if (bytes < 1 || bytes > MOST_BYTES) {
      throw new IllegalArgumentException("bytes are 1 to " + MOST_BYTES + ", not " + bytes);
    }
    this.session = session;
    this.loop = loop;
    this.bytes = bytes;
    this.target = target;
    this.told = told;
  }

  /** Begins; any thread. */
  public void start() {
    loop.execute(() -> trips(new ArrayList<>()));
  }

  /** Ends it before its time, and tells nothing more; any thread. */
  public void cancel() {
    loop.execute(() -> {
      over = true;
      drop();
    });
  }

  private void trips(List<Duration> before) {
    if (before.size() == TRIPS) {
      // Before anything is moved: a queue of our own would be measured with the way.
      tell(figures.withRoundTrip(session.firstHop(), median(before)));
      moves(session::openMeter, this::manager, this::broken, this::pod);
      return;
    }
    long began = System.nanoTime();
    follow(
        session::openMeter,
        new MeterStream('S', 0) {
          @Override
          void connected(long dialNanos) {
            // The manager's own dial is no part of the way there.
            before.add(Duration.ofNanos(Math.max(0, System.nanoTime() - began - dialNanos)));
          }

          @Override
          void done(Optional<Failure> failure) {
            next(failure, SpeedTest.this::broken, () -> trips(before));
          }
        });
  }

  /** Tells where the figures of a direction belong. */
  private interface Place {
    SpeedFigures put(boolean down, Moved moved);
  }

  private SpeedFigures manager(boolean down, Moved moved) {
    return down ? figures.withDown(moved) : figures.withUp(moved);
  }

  private SpeedFigures agent(boolean down, Moved moved) {
    SpeedFigures.Pod pod = figures.pod();
    return figures.withPod(down ? pod.withDown(moved) : pod.withUp(moved));
  }

  /** Both directions of one meter. */
  private void moves(
      Function<ByteStream.Listener, ByteStream> meter,
      Place place,
      Consumer<Failure> failed,
      Runnable then) {
    move(meter, true, place, failed, () -> move(meter, false, place, failed, then));
  }

  private void move(
      Function<ByteStream.Listener, ByteStream> meter,
      boolean down,
      Place place,
      Consumer<Failure> failed,
      Runnable then) {
    follow(
        meter,
        new MeterStream(down ? 'S' : 'D', bytes) {
          @Override
          void moved(long all, Duration took) {
            figures = place.put(down, new Moved(all, took));
            if (System.nanoTime() - lastTold > TELL_NANOS) {
              tell(figures);
            }
          }

          @Override
          void done(Optional<Failure> failure) {
            next(failure, failed, then);
          }
        });
  }

  private void pod() {
    tell(figures);
    switch (target) {
      case SpeedTarget.Manager _ -> end(figures);
      case SpeedTarget.Address(Endpoint endpoint) ->
          podTrips(
              listener -> session.dialer().dialTcp(NOBODY, endpoint, listener),
              new ArrayList<>(),
              new ArrayList<>(),
              () -> end(figures));
      case SpeedTarget.Agent(String attachment) ->
          podTrips(
              listener -> session.attachments().meter(attachment, listener),
              new ArrayList<>(),
              new ArrayList<>(),
              () ->
                  moves(
                      listener -> session.attachments().meter(attachment, listener),
                      this::agent,
                      this::podBroken,
                      this::agentMeasured));
    }
  }

  private void podTrips(
      Function<ByteStream.Listener, ByteStream> dial,
      List<Duration> wholes,
      List<Duration> hops,
      Runnable then) {
    if (wholes.size() == TRIPS) {
      Duration whole = median(wholes);
      Duration hop =
          target instanceof SpeedTarget.Address
              ? median(hops)
              : positive(whole.minus(figures.roundTrip().orElse(whole)));
      tell(figures.withPod(figures.pod().withTimes(hop, whole)));
      then.run();
      return;
    }
    long began = System.nanoTime();
    follow(
        dial,
        new MeterStream(MeterStream.NOTHING, 0) {
          @Override
          void connected(long dialNanos) {
            wholes.add(Duration.ofNanos(System.nanoTime() - began));
            hops.add(Duration.ofNanos(dialNanos));
            finish(Optional.empty());
          }

          @Override
          void done(Optional<Failure> failure) {
            next(failure, SpeedTest.this::podBroken, () -> podTrips(dial, wholes, hops, then));
          }
        });
  }

  private void agentMeasured() {
    SpeedFigures.Pod pod = figures.pod();
    end(
        pod.down().isPresent() || pod.up().isPresent()
            ? figures
            : figures.withPod(pod.withProblem(Phrase.METER_NO_ANSWER.of())));
  }

  private void podBroken(Failure failure) {
    end(figures.withPod(figures.pod().withProblem(failure.why())));
  }

  private void broken(Failure failure) {
    end(figures.withProblem(failure.why()));
  }

  private void follow(Function<ByteStream.Listener, ByteStream> opening, MeterStream stream) {
    if (over) {
      return;
    }
    int mine = ++step;
    ByteStream opened = opening.apply(stream);
    open = opened;
    stream.begin(opened, loop);
    var _ =
        loop.schedule(
            () -> {
              if (mine == step && !over) {
                end(figures.withProblem(Phrase.METER_SILENT.of(PATIENCE_SECONDS)));
              }
            },
            PATIENCE_SECONDS,
            TimeUnit.SECONDS);
  }

  private void next(Optional<Failure> failure, Consumer<Failure> failed, Runnable then) {
    drop();
    if (over) {
      return;
    }
    // Not inside a listener's call.
    loop.execute(() -> {
      if (!over) {
        failure.ifPresentOrElse(failed, then);
      }
    });
  }

  private void drop() {
    ByteStream stream = open;
    open = null;
    step++;
    if (stream != null) {
      stream.reset();
    }
  }

  private void tell(SpeedFigures now) {
    figures = now;
    lastTold = System.nanoTime();
    if (!over) {
      told.accept(now);
    }
  }

  private void end(SpeedFigures last) {
    tell(last.finished());
    over = true;
    drop();
  }

  private static Duration positive(Duration time) {
    return time.isNegative() ? Duration.ZERO : time;
  }

  private static Duration median(List<Duration> times) {
    List<Duration> sorted = new ArrayList<>(times);
    sorted.sort(Comparator.naturalOrder());
    return sorted.get(sorted.size() / 2);
  }
}
