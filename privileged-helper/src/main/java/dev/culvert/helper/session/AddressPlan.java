package dev.culvert.helper.session;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.helper.host.HostEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that are nobody else's: the device's own, and beside it the one that the helper answers
 * name queries on. A pure function of what the computer and the cluster have.
 *
 * @param device IPv4; every packet into the cluster has it as its source
 * @param dns routed into the device and answered by the helper
 * @param device6 when the cluster has IPv6
 */
record AddressPlan(IpAddress device, IpAddress dns, Optional<IpAddress> device6) {

  /**
   * Carrier-grade NAT space (RFC 6598), from its middle: the ends are what cloud providers and
   * cluster installers take for pods, and neither private networks nor the internet use it.
   */
  private static final Prefix SHARED_SPACE = Prefix.parse("100.64.0.0/10");

  private static final int FIRST_BLOCK = (100 << 24) | (88 << 16) | (77 << 8);

  /** Unique local addresses (RFC 4193): a random global id, the same on every computer. */
  private static final long ULA_HIGH = 0xfdc5_1f7a_3e09_0000L;

  /** Blocks of 256 addresses in the shared space. */
  private static final int BLOCKS = 1 << 14;

  /** Chooses addresses that are in nothing that is in use. */
  static AddressPlan choose(HostEnvironment computer, List<Prefix> cluster) {
    List<Prefix> taken = new ArrayList<>(cluster);
    computer.addresses().stream()
        .map(p -> Prefix.around(p.address(), p.length()))
        .forEach(taken::add);
    // The default route leads everywhere and takes nothing.
    computer.routes().stream()
        .map(HostEnvironment.Route::destination)
        .filter(destination -> destination.length() > 0)
        .forEach(taken::add);
    computer.resolvers().stream().map(Prefix::host).forEach(taken::add);
    boolean v6 = cluster.stream().anyMatch(p -> p.address().v6());
    IpAddress block = freeBlock(taken);
    int base = (int) block.low();
    return new AddressPlan(
        IpAddress.v4(base + 1),
        IpAddress.v4(base + 2),
        v6 ? Optional.of(free6(taken)) : Optional.empty());
  }

  private static IpAddress freeBlock(List<Prefix> taken) {
    int start = (int) SHARED_SPACE.address().low();
    int offset = FIRST_BLOCK - start;
    for (int i = 0; i < BLOCKS; i++) {
      IpAddress candidate = IpAddress.v4(start + Math.floorMod(offset + (i << 8), BLOCKS << 8));
      if (free(new Prefix(candidate, 24), taken)) {
        return candidate;
      }
    }
    // Somebody has a route for all of it; a single address of theirs is unlikely to be in use, and
    // a
    // host route wins over theirs.
    return IpAddress.v4(FIRST_BLOCK);
  }

  private static IpAddress free6(List<Prefix> taken) {
    for (int i = 0; i < 0xffff; i++) {
      IpAddress candidate = IpAddress.v6(ULA_HIGH | i, 1);
      if (free(Prefix.host(candidate), taken)) {
        return candidate;
      }
    }
    return IpAddress.v6(ULA_HIGH, 1);
  }

  private static boolean free(Prefix candidate, List<Prefix> taken) {
    return taken.stream().noneMatch(candidate::overlaps);
  }

  /** The device's own, for the request to create it. */
  List<IpAddress> deviceAddresses() {
    List<IpAddress> all = new ArrayList<>();
    all.add(device);
    device6.ifPresent(all::add);
    return all;
  }
}
