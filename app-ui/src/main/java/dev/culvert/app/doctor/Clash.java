package dev.culvert.app.doctor;

import dev.culvert.app.doctor.Computer.Route;
import dev.culvert.proto.helper.v1.RouteInfo;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Two ways to the same addresses: the cluster's and another network's.
 *
 * @param theirDevice of the other network
 * @param theirs what it claims
 * @param ourDevice the helper's
 * @param ours what goes to the cluster
 * @param source where the wish for that route comes from, in the helper's words
 */
public record Clash(
    String theirDevice, Network theirs, String ourDevice, Network ours, String source) {

  /** The first that takes addresses from the cluster; if none does, the first there is. */
  public static Optional<Clash> of(Environment e) {
    return e.state()
        .flatMap(state -> {
          String device = state.getNetwork().getDevice();
          return state.getNetwork().getRoutesList().stream()
              .flatMap(route -> with(route, device, e.computer()))
              .min(Comparator.comparing(clash -> !clash.theirsWins()));
        });
  }

  private static Stream<Clash> with(RouteInfo route, String device, Computer computer) {
    return Network.parse(route.getCidr()).stream()
        .flatMap(mine ->
            computer.routes().stream()
                .filter(other -> isAnothers(other, device) && other.destination().overlaps(mine))
                .map(other ->
                    new Clash(
                        other.device(), other.destination(), device, mine, route.getSource())));
  }

  private static boolean isAnothers(Route route, String device) {
    return !route.device().equals(device)
        && !route.destination().everything()
        && !route.destination().special();
  }

  /** Whether the other network gets what both claim: the kernel takes the longer prefix. */
  public boolean theirsWins() {
    return ours.holds(theirs);
  }

  /** What both claim. */
  public Network shared() {
    return theirsWins() ? theirs : ours;
  }

  /** The wider of the two. */
  public Network wider() {
    return theirsWins() ? ours : theirs;
  }
}
