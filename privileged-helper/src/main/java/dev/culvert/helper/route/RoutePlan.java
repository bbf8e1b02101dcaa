package dev.culvert.helper.route;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.util.ArrayList;
import java.util.List;

/**
 * What to route into the device: the cluster's subnets, less every address that must keep its own
 * way (the API server, the computer's resolvers and addresses, what the person excluded). A pure
 * function of two lists.
 */
public final class RoutePlan {
  private RoutePlan() {}

  /**
   * The smallest set of subnets that covers exactly the wanted addresses that are not excluded, in
   * order. A subnet around an excluded address is split: of {@code 10.0.0.0/30} without {@code
   * 10.0.0.1} remain {@code 10.0.0.0/32} and {@code 10.0.0.2/31}.
   */
  public static List<Prefix> of(List<Prefix> wanted, List<Prefix> excluded) {
    List<Prefix> parts = new ArrayList<>();
    for (Prefix prefix : wanted) {
      subtract(prefix, excluded, parts);
    }
    parts.sort(null);
    List<Prefix> plan = new ArrayList<>();
    for (Prefix part : parts) {
      append(plan, part);
    }
    return List.copyOf(plan);
  }

  private static void subtract(Prefix prefix, List<Prefix> excluded, List<Prefix> into) {
    List<Prefix> touching = excluded.stream().filter(prefix::overlaps).toList();
    if (touching.isEmpty()) {
      into.add(prefix);
    } else if (touching.stream().noneMatch(other -> other.contains(prefix))) {
      subtract(lowerHalf(prefix), touching, into);
      subtract(upperHalf(prefix), touching, into);
    }
  }

  /** Adds in order; what the last one contains is left out, and two halves become their whole. */
  private static void append(List<Prefix> plan, Prefix part) {
    Prefix next = part;
    while (!plan.isEmpty()) {
      Prefix last = plan.getLast();
      if (last.contains(next)) {
        return;
      }
      if (!isUpperHalfOf(last, next)) {
        break;
      }
      plan.removeLast();
      next = new Prefix(last.address(), last.length() - 1);
    }
    plan.add(next);
  }

  private static boolean isUpperHalfOf(Prefix lower, Prefix upper) {
    return lower.length() == upper.length()
        && lower.length() > 0
        && lower.address().v6() == upper.address().v6()
        && Prefix.around(lower.address(), lower.length() - 1)
            .equals(Prefix.around(upper.address(), upper.length() - 1));
  }

  private static Prefix lowerHalf(Prefix prefix) {
    return new Prefix(prefix.address(), prefix.length() + 1);
  }

  private static Prefix upperHalf(Prefix prefix) {
    IpAddress address = prefix.address();
    int bit = address.bits() - prefix.length() - 1;
    IpAddress upper =
        bit >= 64
            ? new IpAddress(address.v6(), address.high() | 1L << bit - 64, address.low())
            : new IpAddress(address.v6(), address.high(), address.low() | 1L << bit);
    return new Prefix(upper, prefix.length() + 1);
  }
}
