package dev.culvert.app.doctor;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.doctor.Computer.Link;
import dev.culvert.app.doctor.Computer.Route;
import dev.culvert.app.doctor.Finding.Fix;
import dev.culvert.app.doctor.Finding.Severity;
import dev.culvert.app.view.OverlapWords;
import dev.culvert.proto.helper.v1.RouteInfo;
import dev.culvert.proto.helper.v1.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks of addresses and the ways to them. */
final class RouteChecks {
  private static final Pattern VPN =
      Pattern.compile("(tun|tap|wg|ppp|utun|tailscale|zt|nordlynx|proton|gpd|cscotun).*");
  private static final int USUAL_MTU = 1500;
  private static final int LEAST_MTU = 1280;

  private RouteChecks() {}

  private static String device(Environment e) {
    return e.state().map(s -> s.getNetwork().getDevice()).orElse("");
  }

  private static List<RouteInfo> ours(Environment e) {
    return e.state().map(s -> s.getNetwork().getRoutesList()).orElse(List.of());
  }

  static Finding routes(Environment e) {
    if (!e.connected()) {
      return Checks.unknown("routes", text("check.not-connected"));
    }
    if (e.computer().routes().isEmpty()) {
      return Checks.unknown("routes", text("check.routes.unreadable"));
    }
    List<String> missing = new ArrayList<>();
    for (RouteInfo route : ours(e)) {
      Optional<Network> wanted = Network.parse(route.getCidr());
      boolean there =
          wanted.isEmpty()
              || e.computer().routes().stream()
                  .anyMatch(r ->
                      r.device().equals(device(e)) && r.destination().equals(wanted.orElseThrow()));
      if (!there) {
        missing.add(route.getCidr());
      }
    }
    return missing.isEmpty()
        ? Checks.good("routes", ours(e).size(), device(e))
        : Checks.bad(
            Severity.NEEDS_YOU,
            "routes",
            text("check.routes.missing", String.join(", ", missing), device(e)),
            List.of(new Fix.Reconnect()));
  }

  /** Routes of others that share addresses with the cluster's. */
  static Finding clash(Environment e) {
    return ours(e).isEmpty()
        ? Checks.unknown("clash", text("check.not-connected"))
        : Clash.of(e).map(RouteChecks::described).orElseGet(() -> settled(e));
  }

  /** Nothing clashes now; where something did, what was done about it. */
  private static Finding settled(Environment e) {
    String words =
        e.state().stream()
            .flatMap(state -> OverlapWords.of(state.getNetwork()).stream())
            .collect(Collectors.joining(" "));
    return words.isEmpty()
        ? Checks.good("clash", ours(e).size())
        : new Finding(Severity.GOOD, text("check.clash.settled"), words, "", List.of());
  }

  private static Finding described(Clash clash) {
    return Checks.bad(
        clash.theirsWins() ? Severity.NEEDS_YOU : Severity.NOTE,
        clash.theirsWins() ? "clash" : "clash-ours",
        text(
            "check.clash.found", clash.theirDevice(), clash.theirs(), clash.ours(), clash.source()),
        List.of(new Fix.NeverRoute(clash.shared().toString())));
  }

  static Finding vpn(Environment e) {
    String own = device(e);
    List<String> others =
        e.computer().links().stream()
            .map(Link::name)
            .filter(name -> VPN.matcher(name.toLowerCase(Locale.ROOT)).matches())
            .filter(name -> !name.equals(own))
            .toList();
    return others.isEmpty()
        ? Checks.good("vpn")
        : Checks.bad(Severity.NOTE, "vpn", String.join(", ", others), List.of());
  }

  static Finding mtu(Environment e) {
    Optional<String> uplink =
        e.computer().routes().stream()
            .filter(r -> r.destination().everything() && !r.device().equals(device(e)))
            .map(Route::device)
            .findFirst();
    Optional<Link> link =
        uplink.flatMap(
            name -> e.computer().links().stream().filter(l -> l.name().equals(name)).findFirst());
    if (link.isEmpty()) {
      return Checks.unknown("mtu", text("check.mtu.unknown"));
    }
    Link up = link.orElseThrow();
    int device = e.state().map(State::getNetwork).map(n -> n.getMtu()).orElse(0);
    if (up.mtu() < LEAST_MTU) {
      return Checks.bad(
          Severity.NEEDS_YOU, "mtu", text("check.mtu.of", up.name(), up.mtu()), List.of());
    }
    return up.mtu() < USUAL_MTU
        ? Checks.bad(Severity.NOTE, "mtu-low", text("check.mtu.of", up.name(), up.mtu()), List.of())
        : Checks.good("mtu", up.name(), up.mtu(), device == 0 ? "–" : device);
  }
}
