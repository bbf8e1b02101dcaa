package dev.culvert.app.view;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.InspectClient;
import dev.culvert.proto.helper.v1.Recording;
import dev.culvert.proto.helper.v1.TrafficEvent;
import dev.culvert.proto.helper.v1.TrafficSecond;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** The last hour of traffic, as the helper counted it, and whether packets are recorded. */
public final class HourModel implements AutoCloseable {
  /** How much of it is shown. */
  public static final int SECONDS = 3600;

  private final Workbench bench;
  private final Paced paced;
  private final Subscription watch;
  private final ReadOnlyObjectWrapper<Hour> hour;
  private final ReadOnlyObjectWrapper<Recording> recording =
      new ReadOnlyObjectWrapper<>(Recording.getDefaultInstance());

  // Of the work thread.
  private final TreeMap<Long, TrafficSecond> seconds = new TreeMap<>();
  private Recording told = Recording.getDefaultInstance();

  HourModel(InspectClient inspect, Workbench bench) {
    this.bench = bench;
    this.hour = new ReadOnlyObjectWrapper<>(Hour.of(List.of(), bench.now()));
    this.paced = new Paced(bench, this::make);
    this.watch = inspect.watchTraffic(this::heard);
  }

  /** The last hour; anew each second. */
  public ReadOnlyObjectProperty<Hour> hour() {
    return hour.getReadOnlyProperty();
  }

  /** Whether packets are recorded. */
  public ReadOnlyObjectProperty<Recording> recording() {
    return recording.getReadOnlyProperty();
  }

  /** What the helper answered to a request to record. On the user interface's thread. */
  void recorded(Recording now) {
    recording.set(now);
  }

  private void heard(TrafficEvent event) {
    bench.work(() -> {
      if (event.getSnapshot()) {
        seconds.clear();
      }
      for (TrafficSecond second : event.getSecondsList()) {
        seconds.put(second.getAt(), second);
      }
      if (!seconds.isEmpty()) {
        seconds.headMap(seconds.lastKey() - SECONDS).clear();
      }
      told = event.getRecording();
      paced.poke();
    });
  }

  private Runnable make() {
    Hour next = Hour.of(new ArrayList<>(seconds.values()), bench.now());
    Recording record = told;
    return () -> {
      hour.set(next);
      recording.set(record);
    };
  }

  @Override
  public void close() {
    watch.close();
  }

  /** What no traffic was counted in. */
  public enum Why {
    /** Nobody counted: this computer slept, most probably. */
    ASLEEP,
    /** There was no connection, and none was wanted. */
    OFF,
    /** The connection was lost. */
    DOWN
  }

  /**
   * A time without traffic, for a reason.
   *
   * @param from seconds since 1970
   * @param to the second behind it
   */
  public record Gap(long from, long to, Why why) {}

  /**
   * The hour to draw.
   *
   * @param end seconds since 1970, behind the last second
   * @param in bytes a second from the cluster, one figure a second, oldest first
   * @param out the same to the cluster
   */
  public record Hour(long end, float[] in, float[] out, List<Gap> gaps) {
    static Hour of(List<TrafficSecond> seconds, Instant now) {
      long end = seconds.isEmpty() ? now.getEpochSecond() : seconds.getLast().getAt() + 1;
      float[] in = new float[SECONDS];
      float[] out = new float[SECONDS];
      List<Gap> gaps = new ArrayList<>();
      long expected = seconds.isEmpty() ? end : seconds.getFirst().getAt();
      for (TrafficSecond second : seconds) {
        if (second.getAt() > expected) {
          gap(gaps, expected, second.getAt(), Why.ASLEEP);
        }
        expected = second.getAt() + 1;
        if (second.getLink() == TrafficSecond.Link.LINK_OFF) {
          gap(gaps, second.getAt(), expected, Why.OFF);
        } else if (second.getLink() == TrafficSecond.Link.LINK_DOWN) {
          gap(gaps, second.getAt(), expected, Why.DOWN);
        }
        int at = (int) (second.getAt() - (end - SECONDS));
        if (at >= 0 && at < SECONDS) {
          in[at] = (float) second.getBytesIn();
          out[at] = (float) second.getBytesOut();
        }
      }
      return new Hour(end, in, out, List.copyOf(gaps));
    }

    private static void gap(List<Gap> gaps, long from, long to, Why why) {
      Gap last = gaps.isEmpty() ? null : gaps.getLast();
      if (last != null && last.why == why && last.to == from) {
        gaps.set(gaps.size() - 1, new Gap(last.from, to, why));
      } else {
        gaps.add(new Gap(from, to, why));
      }
    }

    /** The first second that is shown. */
    public long start() {
      return end - SECONDS;
    }

    /** Bytes a second now: of the last three seconds. */
    public double lately(boolean inward) {
      float[] which = inward ? in : out;
      return (which[SECONDS - 1] + which[SECONDS - 2] + which[SECONDS - 3]) / 3.0;
    }

    /** The largest and the mean of an hour's figures. */
    public double[] highestAndMean(boolean inward) {
      double highest = 0;
      double sum = 0;
      for (float value : inward ? in : out) {
        highest = Math.max(highest, value);
        sum += value;
      }
      return new double[] {highest, sum / SECONDS};
    }
  }
}
