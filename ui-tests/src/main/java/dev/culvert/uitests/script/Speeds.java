package dev.culvert.uitests.script;

import com.google.protobuf.Duration;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import dev.culvert.core.words.WireReasons;
import dev.culvert.proto.helper.v1.SpeedReport;

/** Figures as a helper measures them. */
public final class Speeds {
  private static final Reason REFUSED = Phrase.DIAL_REFUSED.of("10.244.2.17:9090");

  private Speeds() {}

  /** On its way: the round trips and one direction. */
  public static SpeedReport running() {
    return SpeedReport.newBuilder()
        .setFirstHop(millis(18.2))
        .setRoundTrip(millis(21.9))
        .setDown(moved(33_554_432, 712))
        .setUp(moved(4_194_304, 180))
        .build();
  }

  /** To an attached pod, done. */
  public static SpeedReport agent() {
    return running().toBuilder()
        .setUp(moved(33_554_432, 1_380))
        .setPodHop(millis(0.62))
        .setPodWhole(millis(22.6))
        .setPodDown(moved(33_554_432, 745))
        .setPodUp(moved(33_554_432, 1_402))
        .setDone(true)
        .build();
  }

  /** To an address at which nobody answers. */
  public static SpeedReport refused() {
    return running().toBuilder()
        .setUp(moved(33_554_432, 1_380))
        .setPodProblem(REFUSED.toString())
        .setPodProblemReason(WireReasons.toWire(REFUSED))
        .setDone(true)
        .build();
  }

  private static Duration millis(double millis) {
    return Duration.newBuilder().setNanos((int) (millis * 1_000_000)).build();
  }

  private static SpeedReport.Moved moved(long bytes, int millis) {
    return SpeedReport.Moved.newBuilder()
        .setBytes(bytes)
        .setTook(
            Duration.newBuilder().setSeconds(millis / 1000).setNanos(millis % 1000 * 1_000_000))
        .build();
  }
}
