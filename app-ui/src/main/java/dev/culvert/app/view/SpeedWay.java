package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import com.google.protobuf.Duration;
import dev.culvert.proto.helper.v1.SpeedReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way as it is drawn, with a figure for each hop, and how much it carries.
 *
 * @param stops from this computer to the last one
 * @param links between them, one less
 * @param wholes there and back, of more than one hop
 * @param lanes what is carried; those that are not measured are not there
 */
public record SpeedWay(List<Stop> stops, List<Link> links, List<Whole> wholes, List<Lane> lanes) {
  public SpeedWay {
    stops = List.copyOf(stops);
    links = List.copyOf(links);
    wholes = List.copyOf(wholes);
    lanes = List.copyOf(lanes);
  }

  /** Somebody on the way. */
  public record Stop(String icon, String name) {}

  /**
   * A hop.
   *
   * @param time there and back, or a dash
   * @param how it is known
   */
  public record Link(String time, String how) {}

  /** More than one hop, there and back. */
  public record Whole(String name, String time) {}

  /**
   * A direction.
   *
   * @param in towards this computer
   * @param share of the fastest one, 0 to 1
   * @param rate or a dash while it is not known
   * @param detail how much of what, in what time; or empty
   */
  public record Lane(String name, boolean in, double share, String rate, String detail) {}

  /** As far as it is known. */
  public static SpeedWay of(SpeedTarget target, SpeedReport report) {
    List<Stop> stops = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    stops.add(new Stop("mdi2l-laptop", text("speed.stop.here")));
    Optional<Duration> trip = optional(report.hasRoundTrip(), report.getRoundTrip());
    Optional<Duration> first = optional(report.hasFirstHop(), report.getFirstHop());
    switch (report.getFirstHopIs()) {
      case FIRST_HOP_MANAGER -> links.add(new Link(time(trip), text("speed.how.tunnel")));
      case FIRST_HOP_API_SERVER, FIRST_HOP_PROXY, UNRECOGNIZED -> {
        boolean proxy = report.getFirstHopIs() == SpeedReport.FirstHop.FIRST_HOP_PROXY;
        stops.add(new Stop("mdi2s-server", text(proxy ? "speed.stop.proxy" : "speed.stop.api")));
        links.add(new Link(time(first), text("speed.how.kernel")));
        links.add(
            new Link(
                trip.isPresent() && first.isPresent()
                    ? Units.fineTime(rest(trip.orElseThrow(), first.orElseThrow()))
                    : Units.UNKNOWN,
                text("speed.how.rest")));
      }
    }
    stops.add(new Stop("mdi2s-server-network", text("speed.stop.manager")));
    List<Whole> wholes = new ArrayList<>();
    wholes.add(new Whole(text("speed.whole.manager"), time(trip)));
    if (target.pod()) {
      stops.add(
          new Stop(target.agent() ? "mdi2c-cube-outline" : "mdi2h-hexagon-outline", target.name()));
      links.add(
          new Link(
              time(optional(report.hasPodHop(), report.getPodHop())),
              text(target.agent() ? "speed.how.agent" : "speed.how.connect")));
      wholes.add(
          new Whole(
              text("speed.whole.pod"), time(optional(report.hasPodWhole(), report.getPodWhole()))));
    }
    return new SpeedWay(stops, links, wholes, lanes(target, report));
  }

  private static List<Lane> lanes(SpeedTarget target, SpeedReport report) {
    double most = 1;
    for (SpeedReport.Moved each :
        List.of(report.getDown(), report.getUp(), report.getPodDown(), report.getPodUp())) {
      most = Math.max(most, rate(each));
    }
    List<Lane> lanes = new ArrayList<>();
    lanes.add(lane("manager.in", true, report.hasDown(), report.getDown(), most));
    lanes.add(lane("manager.out", false, report.hasUp(), report.getUp(), most));
    if (target.agent()) {
      lanes.add(lane("pod.in", true, report.hasPodDown(), report.getPodDown(), most));
      lanes.add(lane("pod.out", false, report.hasPodUp(), report.getPodUp(), most));
    }
    return lanes;
  }

  private static Lane lane(
      String key, boolean in, boolean there, SpeedReport.Moved moved, double most) {
    String name = text("speed.lane." + key);
    return there
        ? new Lane(
            name,
            in,
            rate(moved) / most,
            Units.rate(rate(moved)),
            text(
                "speed.lane.detail",
                Units.bytes((double) moved.getBytes()),
                Units.time(FlowRow.duration(moved.getTook()))))
        : new Lane(name, in, 0, Units.UNKNOWN, "");
  }

  static double rate(SpeedReport.Moved moved) {
    double seconds = FlowRow.duration(moved.getTook()).toNanos() / 1e9;
    return seconds <= 0 ? 0 : (double) moved.getBytes() / seconds;
  }

  private static Optional<Duration> optional(boolean there, Duration time) {
    return there ? Optional.of(time) : Optional.empty();
  }

  private static String time(Optional<Duration> time) {
    return time.map(known -> Units.fineTime(FlowRow.duration(known))).orElse(Units.UNKNOWN);
  }

  private static java.time.Duration rest(Duration whole, Duration part) {
    java.time.Duration rest = FlowRow.duration(whole).minus(FlowRow.duration(part));
    return rest.isNegative() ? java.time.Duration.ZERO : rest;
  }
}
