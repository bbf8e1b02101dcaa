package dev.culvert.helper.session;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Addresses for subnets of a cluster that another network of this computer has, too. The first free
 * block is taken, so that the same computer and the same cluster give the same addresses each time.
 */
final class VirtualRanges {
  /**
   * In this order: what is set aside for tests of network devices (RFC 2544 appendix C.2.2) and so
   * is nobody's, but small; the carrier's (RFC 6598), which a computer behind such a carrier sees
   * as a route if at all; private ones (RFC 1918) that this computer has no route to.
   */
  private static final List<Prefix> POOLS =
      List.of(
          Prefix.parse("198.18.0.0/15"),
          Prefix.parse("100.64.0.0/10"),
          Prefix.parse("172.16.0.0/12"),
          Prefix.parse("10.0.0.0/8"),
          // Unique local addresses (RFC 4193): a random global id, the same on every computer.
          Prefix.parse("fdc5:1f7a:3e0a::/48"));

  /** A pool with more obstacles than this is as good as taken. */
  private static final int MOST_STEPS = 1 << 16;

  private final List<Prefix> taken;

  /**
   * @param taken nothing of this is given away
   */
  VirtualRanges(List<Prefix> taken) {
    this.taken = new ArrayList<>(taken);
  }

  /** A block for this subnet, from now on taken; empty when none is as large. */
  Optional<Prefix> take(Prefix real) {
    for (Prefix pool : POOLS) {
      boolean fits = pool.address().v6() == real.address().v6() && pool.length() <= real.length();
      Optional<Prefix> block = fits ? firstFree(pool, real.length()) : Optional.empty();
      if (block.isPresent()) {
        taken.add(block.orElseThrow());
        return block;
      }
    }
    return Optional.empty();
  }

  private Optional<Prefix> firstFree(Prefix pool, int length) {
    Prefix candidate = new Prefix(pool.address(), length);
    for (int step = 0; step < MOST_STEPS && pool.contains(candidate); step++) {
      Prefix now = candidate;
      Optional<Prefix> obstacle = taken.stream().filter(now::overlaps).findFirst();
      if (obstacle.isEmpty()) {
        return Optional.of(now);
      }
      // The larger of both is passed in one step.
      Prefix larger = obstacle.orElseThrow().length() < length ? obstacle.orElseThrow() : now;
      Optional<IpAddress> next = behind(larger);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      candidate = Prefix.around(next.orElseThrow(), length);
    }
    return Optional.empty();
  }

  /** The first address behind a subnet; empty at the end of all addresses. */
  private static Optional<IpAddress> behind(Prefix prefix) {
    IpAddress address = prefix.address();
    int shift = address.bits() - prefix.length();
    if (!address.v6()) {
      long next = address.low() + (1L << shift);
      return next >>> 32 == 0 ? Optional.of(IpAddress.v4((int) next)) : Optional.empty();
    }
    long low = shift >= 64 ? address.low() : address.low() + (1L << shift);
    long carry =
        shift >= 64 ? 1L << shift - 64 : Long.compareUnsigned(low, address.low()) < 0 ? 1 : 0;
    long high = address.high() + carry;
    return Long.compareUnsigned(high, address.high()) < 0
        ? Optional.empty()
        : Optional.of(IpAddress.v6(high, low));
  }
}
