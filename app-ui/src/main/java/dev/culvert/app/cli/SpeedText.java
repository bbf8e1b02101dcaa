package dev.culvert.app.cli;

import com.google.protobuf.Duration;
import dev.culvert.proto.helper.v1.SpeedReport;
import java.util.Locale;
import java.util.Optional;

/** A measurement in words and as JSON. */
final class SpeedText {
  private SpeedText() {}

  static void print(SpeedReport report, String target, Output out) {
    if (report.hasFirstHop()) {
      String who =
          switch (report.getFirstHopIs()) {
            case FIRST_HOP_PROXY -> "to the proxy";
            case FIRST_HOP_MANAGER -> "to the manager";
            case FIRST_HOP_API_SERVER, UNRECOGNIZED -> "to the API server";
          };
      line(out, who, time(report.getFirstHop()) + " there and back, by this computer's kernel");
    }
    if (report.hasRoundTrip()) {
      line(out, "to the manager", time(report.getRoundTrip()) + " there and back");
    }
    if (report.hasPodHop()) {
      line(out, "manager to " + target, time(report.getPodHop()) + " there and back");
    }
    if (report.hasPodWhole()) {
      line(out, "to " + target, time(report.getPodWhole()) + " there and back, the whole way");
    }
    moved(out, "from the manager", report.hasDown(), report.getDown());
    moved(out, "to the manager", report.hasUp(), report.getUp());
    moved(out, "from " + target, report.hasPodDown(), report.getPodDown());
    moved(out, "to " + target, report.hasPodUp(), report.getPodUp());
  }

  private static void moved(Output out, String what, boolean there, SpeedReport.Moved moved) {
    if (there) {
      line(
          out,
          what,
          "%s/s, %s in %s"
              .formatted(
                  Units.bytes((long) rate(moved)),
                  Units.bytes(moved.getBytes()),
                  time(moved.getTook())));
    }
  }

  private static void line(Output out, String what, String figures) {
    out.line("%-24s %s".formatted(what, figures));
  }

  private static double rate(SpeedReport.Moved moved) {
    double seconds = Times.of(moved.getTook()).toNanos() / 1e9;
    return seconds <= 0 ? 0 : moved.getBytes() / seconds;
  }

  private static String time(Duration time) {
    return Units.time(Times.of(time));
  }

  static Json.Obj json(SpeedReport report) {
    return Json.obj()
        .put("firstHop", report.getFirstHopIs().name().substring(10).toLowerCase(Locale.ROOT))
        .put("firstHopMillis", millis(report.hasFirstHop(), report.getFirstHop()))
        .put("managerMillis", millis(report.hasRoundTrip(), report.getRoundTrip()))
        .put("managerDown", json(report.hasDown(), report.getDown()))
        .put("managerUp", json(report.hasUp(), report.getUp()))
        .put("podHopMillis", millis(report.hasPodHop(), report.getPodHop()))
        .put("podMillis", millis(report.hasPodWhole(), report.getPodWhole()))
        .put("podDown", json(report.hasPodDown(), report.getPodDown()))
        .put("podUp", json(report.hasPodUp(), report.getPodUp()))
        .put("podProblem", report.getPodProblem())
        .put("problem", report.getProblem());
  }

  private static Optional<Double> millis(boolean there, Duration time) {
    return there ? Optional.of(Times.of(time).toNanos() / 1e6) : Optional.empty();
  }

  private static Optional<Json.Obj> json(boolean there, SpeedReport.Moved moved) {
    return there
        ? Optional.of(
            Json.obj()
                .put("bytes", moved.getBytes())
                .put("millis", Times.of(moved.getTook()).toNanos() / 1e6)
                .put("bytesPerSecond", rate(moved)))
        : Optional.empty();
  }
}
