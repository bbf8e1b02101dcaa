package dev.culvert.core.tunnel.speed;

import dev.culvert.core.tunnel.ManagerSession.FirstHop;
import dev.culvert.core.words.Reason;
import java.time.Duration;
import java.util.Optional;

/**
 * What is known of a measurement.
 *
 * @param firstHop this computer to the API server, by its kernel
 * @param roundTrip to the manager and back, through the API server: the middle one of five
 * @param down from the manager
 * @param up to the manager, by what has arrived there
 * @param pod of the way on to a pod; when one was asked for
 * @param problem why it ended early; or empty
 * @param done whether nothing more comes
 */
public record SpeedFigures(
    Optional<FirstHop> firstHop,
    Optional<Duration> roundTrip,
    Optional<Moved> down,
    Optional<Moved> up,
    Pod pod,
    Reason problem,
    boolean done) {
  /** Nothing yet. */
  public static final SpeedFigures NONE =
      new SpeedFigures(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new Pod(
              Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Reason.NONE),
          Reason.NONE,
          false);

  /** Bytes that have arrived, and the time from the stream's beginning to the last of them. */
  public record Moved(long bytes, Duration took) {
    /** Bytes in a second. */
    public double rate() {
      return took.isZero() ? 0 : bytes / (took.toNanos() / 1e9);
    }
  }

  /**
   * The way to a pod.
   *
   * @param hop from the manager to it and back: the middle one of five connections, or for an agent
   *     what its answer takes longer than the manager's
   * @param whole from this computer to it and back: the middle one of five
   * @param down from it; only an agent can be asked to send
   * @param up to it
   * @param problem why something of it is missing; or empty
   */
  public record Pod(
      Optional<Duration> hop,
      Optional<Duration> whole,
      Optional<Moved> down,
      Optional<Moved> up,
      Reason problem) {
    Pod withTimes(Duration newHop, Duration newWhole) {
      return new Pod(Optional.of(newHop), Optional.of(newWhole), down, up, problem);
    }

    Pod withDown(Moved moved) {
      return new Pod(hop, whole, Optional.of(moved), up, problem);
    }

    Pod withUp(Moved moved) {
      return new Pod(hop, whole, down, Optional.of(moved), problem);
    }

    Pod withProblem(Reason why) {
      return new Pod(hop, whole, down, up, why);
    }
  }

  SpeedFigures withRoundTrip(Optional<FirstHop> hop, Duration time) {
    return new SpeedFigures(hop, Optional.of(time), down, up, pod, problem, done);
  }

  SpeedFigures withDown(Moved moved) {
    return new SpeedFigures(firstHop, roundTrip, Optional.of(moved), up, pod, problem, done);
  }

  SpeedFigures withUp(Moved moved) {
    return new SpeedFigures(firstHop, roundTrip, down, Optional.of(moved), pod, problem, done);
  }

  SpeedFigures withPod(Pod known) {
    return new SpeedFigures(firstHop, roundTrip, down, up, known, problem, done);
  }

  SpeedFigures withProblem(Reason why) {
    return new SpeedFigures(firstHop, roundTrip, down, up, pod, why, done);
  }

  SpeedFigures finished() {
    return new SpeedFigures(firstHop, roundTrip, down, up, pod, problem, true);
  }
}
