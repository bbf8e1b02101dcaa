package dev.culvert.helper.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.net.AddressMap;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.tunnel.ManagerSession.Cluster;
import dev.culvert.core.tunnel.ManagerSession.Subnet;
import dev.culvert.helper.host.HostEnvironment;
import dev.culvert.helper.host.HostEnvironment.Route;
import dev.culvert.helper.host.MemoryHostNetwork;
import dev.culvert.helper.state.Facts;
import dev.culvert.helper.state.Overlap;
import dev.culvert.helper.state.Target;
import dev.culvert.helper.state.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is done where a cluster and another network share addresses, as a table. */
final class OverlapsTest {
  private static final Cluster CLUSTER = FakeManager.cluster("10.96.0.0/12", "10.244.0.0/16");

  static List<Long> seeds() {
    return new Random(44).longs(100).boxed().toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // other network     | what is mapped
        "192.168.7.0/24      | []",
        "0.0.0.0/1           | []",
        "10.96.0.0/16        | [10.96.0.0/12 as 100.64.0.0/12]",
        "10.244.3.0/24       | [10.244.0.0/16 as 198.18.0.0/16]",
        "10.244.3.9/32       | [10.244.0.0/16 as 198.18.0.0/16]",
        "10.0.0.0/8          | [10.96.0.0/12 as 100.64.0.0/12, 10.244.0.0/16 as 198.18.0.0/16]",
        "169.254.0.0/16      | []",
      })
  void aSubnetThatSomebodyHasGetsVirtualAddresses(String other, String mapped) throws Exception {
    Overlaps found = found(Overlap.MAP, CLUSTER, computer(other));
    assertThat(found.map()).hasToString(mapped);
    assertThat(found.excluded()).isEmpty();
  }

  @Test
  void theReasonIsNamed() throws Exception {
    assertThat(found(Overlap.MAP, CLUSTER, computer("10.96.0.0/16")).explained())
        .containsExactly(
            new Facts.Overlap(
                "10.96.0.0/12",
                "told by the test",
                "10.96.0.0/16",
                "docker0",
                Overlap.MAP,
                java.util.Optional.of("100.64.0.0/12")));
  }

  @Test
  void whatIsExcludedIsWhatBothHave() throws Exception {
    Overlaps found = found(Overlap.EXCLUDE, CLUSTER, computer("10.97.0.0/16", "10.244.0.0/15"));
    assertThat(found.map().isEmpty()).isTrue();
    assertThat(found.excluded())
        .containsExactly(Prefix.parse("10.97.0.0/16"), Prefix.parse("10.244.0.0/16"));
  }

  @Test
  void whatIsAllowedIsSeen() throws Exception {
    Overlaps found = found(Overlap.ALLOW, CLUSTER, computer("10.0.0.0/8"));
    assertThat(found.map().isEmpty()).isTrue();
    assertThat(found.excluded()).isEmpty();
    assertThat(found.explained()).extracting(Facts.Overlap::otherDevice).containsOnly("docker0");
  }

  /** An exception within the other network would break our route into longer ones than its own. */
  @Test
  void ofWhatIsAllowedTheLongerRouteWinsAlsoBesideAnException() throws Exception {
    HostEnvironment computer = computer("10.96.20.0/24");
    Overlaps found = found(Overlap.ALLOW, CLUSTER, computer);
    assertThat(found.excluded()).containsExactly(Prefix.parse("10.96.20.0/24"));
    RouteChoice routes =
        RouteChoice.of(
            Targets.of("dev"),
            CLUSTER,
            found.excluded(),
            IpAddress.parse("10.111.0.2"),
            computer,
            List.of(IpAddress.parse("10.96.20.254")));
    assertThat(routes.routes()).noneMatch(Prefix.parse("10.96.20.0/24")::contains);
    assertThat(routes.routes()).anyMatch(Prefix.parse("10.96.21.0/24")::overlaps);
  }

  @Test
  void theClusterIsSeenUnderItsVirtualAddresses() throws Exception {
    Overlaps found = found(Overlap.MAP, CLUSTER, computer("10.96.0.0/16"));
    Target never =
        new Target(
            "dev",
            Targets.of("dev").api(),
            "shop",
            "culvert",
            List.of(Prefix.parse("10.104.0.0/13")),
            List.of(),
            Overlap.MAP,
            java.util.Optional.empty(),
            Targets.of("dev").user());
    assertThat(found.seen(CLUSTER, never).subnets())
        .extracting(subnet -> subnet.prefix().toString())
        .containsExactlyInAnyOrder("100.64.0.0/13", "10.244.0.0/16");
  }

  @Test
  void ofASubnetThatFitsNowhereThePartThatIsSharedIsMapped() throws Exception {
    Cluster large = FakeManager.cluster("10.0.0.0/8");
    Overlaps found = found(Overlap.MAP, large, computer("10.96.0.0/16", "10.7.1.0/24"));
    assertThat(found.map())
        .hasToString("[10.7.1.0/24 as 198.18.0.0/24, 10.96.0.0/16 as 198.19.0.0/16]");
    assertThat(found.seen(large, target(Overlap.MAP)).subnets()).hasSizeGreaterThan(10);
  }

  @Test
  void whereThereIsNoRoomItIsSaid() {
    assertThatThrownBy(
            () -> found(Overlap.MAP, FakeManager.cluster("10.0.0.0/8"), computer("10.0.0.0/8")))
        .isInstanceOf(Overlaps.NoRoom.class)
        .hasMessageContainingAll("10.0.0.0/8 is the cluster's", "docker0 has 10.0.0.0/8");
  }

  @Test
  void whatIsMappedStaysAndMoreComes() throws Exception {
    Overlaps first = found(Overlap.MAP, CLUSTER, computer("10.244.0.0/24"));
    Overlaps gone = of(Overlap.MAP, CLUSTER, computer("192.168.7.0/24"), first);
    assertThat(gone.map()).isEqualTo(first.map());
    Overlaps more = of(Overlap.MAP, CLUSTER, computer("10.96.0.0/16"), gone);
    assertThat(more.map())
        .hasToString("[10.244.0.0/16 as 198.18.0.0/16, 10.96.0.0/12 as 100.64.0.0/12]");
    assertThat(more.explained()).hasSize(2);
  }

  @Test
  void ipv6HasARangeOfItsOwn() throws Exception {
    Cluster both = FakeManager.cluster("10.96.0.0/12", "fd00:10:96::/112", "fd00:10:244::/56");
    assertThat(found(Overlap.MAP, both, computer("fd00:10::/32")).map())
        .hasToString(
            "[fd00:10:96::/112 as fdc5:1f7a:3e0a::/112,"
                + " fd00:10:244::/56 as fdc5:1f7a:3e0a:100::/56]");
  }

  /** Whatever the networks: nothing virtual is anybody's, and each address comes back as itself. */
  @ParameterizedTest
  @MethodSource("seeds")
  void virtualAddressesAreNobodys(long seed) throws Exception {
    Random random = new Random(seed);
    List<String> others = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      others.add(subnet(random, 9 + random.nextInt(16)).toString());
    }
    List<String> subnets = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      subnets.add(subnet(random, 14 + random.nextInt(10)).toString());
    }
    Cluster cluster = FakeManager.cluster(subnets.toArray(String[]::new));
    HostEnvironment computer = computer(others.toArray(String[]::new));
    Overlaps found = found(Overlap.MAP, cluster, computer);
    for (AddressMap.Entry entry : found.map().entries()) {
      assertThat(computer.routes())
          .filteredOn(route -> route.destination().length() > 0)
          .noneMatch(route -> route.destination().overlaps(entry.virtual()));
      assertThat(cluster.subnets()).noneMatch(subnet -> subnet.prefix().overlaps(entry.virtual()));
    }
    for (Subnet subnet : cluster.subnets()) {
      IpAddress real = subnet.prefix().address();
      IpAddress virtual = found.map().toVirtual(real);
      assertThat(found.map().toReal(virtual)).isEqualTo(real);
    }
    for (Subnet seen : found.seen(cluster, target(Overlap.MAP)).subnets()) {
      assertThat(computer.routes())
          .filteredOn(route -> route.destination().length() > 0)
          .as("%s of %s", seen, found)
          .noneMatch(route -> route.destination().overlaps(seen.prefix()));
    }
    assertThat(found(Overlap.MAP, cluster, computer)).as("each time the same").isEqualTo(found);
  }

  private static Prefix subnet(Random random, int length) {
    // Most of it private, where the overlaps are.
    int first = random.nextInt(4) > 0 ? 10 : 100;
    return Prefix.around(IpAddress.v4(first << 24 | random.nextInt(1 << 24)), length);
  }

  private static Overlaps found(Overlap choice, Cluster cluster, HostEnvironment computer)
      throws Overlaps.NoRoom {
    return of(choice, cluster, computer, Overlaps.NONE);
  }

  private static Overlaps of(
      Overlap choice, Cluster cluster, HostEnvironment computer, Overlaps before)
      throws Overlaps.NoRoom {
    AddressPlan own =
        AddressPlan.choose(computer, cluster.subnets().stream().map(Subnet::prefix).toList());
    return Overlaps.of(target(choice), cluster, computer, own, before);
  }

  private static Target target(Overlap choice) {
    return Targets.of("dev", choice);
  }

  /** A laptop at home that has these networks, too. */
  static HostEnvironment computer(String... networks) {
    HostEnvironment home = MemoryHostNetwork.ordinary();
    List<Route> routes = new ArrayList<>(home.routes());
    for (String network : networks) {
      routes.add(new Route(Prefix.parse(network), "docker0"));
    }
    return new HostEnvironment(
        home.resolvers(), home.search(), home.ndots(), routes, home.addresses());
  }
}
