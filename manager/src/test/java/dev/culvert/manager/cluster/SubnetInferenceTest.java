package dev.culvert.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guesses hold what was seen, and not much more. */
class SubnetInferenceTest {
  private static List<IpAddress> ips(String text) {
    return Stream.of(text.split(" ", -1)).map(IpAddress::parse).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "10.96.0.1, 10.96.0.0/20",
    "10.96.0.1 10.96.0.10, 10.96.0.0/20",
    "10.96.0.1 10.96.20.93, 10.96.0.0/19",
    "10.96.0.1 10.111.255.255, 10.96.0.0/12",
    "10.43.255.254 10.43.0.1, 10.43.0.0/16",
    "fd00:10:96::1, fd00:10:96::/112",
    "fd00:10:96::1 fd00:10:96::1:1, fd00:10:96::/111"
  })
  void servicesGetTheSmallestUsualRangeThatHoldsAll(String seen, String range) {
    assertThat(SubnetInference.serviceRange(ips(seen))).contains(Prefix.parse(range));
  }

  @ParameterizedTest
  @CsvSource({
    "10.96.0.1 10.112.0.1",
    "10.0.0.1 192.168.0.1",
    "fd00:10:96::1 fd00:10:97::1",
  })
  void servicesTooFarApartAreNotOneRange(String seen) {
    assertThat(SubnetInference.serviceRange(ips(seen))).isEmpty();
  }

  @Test
  void noServicesAreNoRange() {
    assertThat(SubnetInference.serviceRange(List.of())).isEmpty();
  }

  @Test
  void podsGetTheUsualShareOfANodeAroundThem() {
    assertThat(
            SubnetInference.podRanges(
                ips("10.244.1.7 10.244.1.200 10.244.2.3 fd00:10:244:1::7"), List.of()))
        .containsExactlyInAnyOrder(
            Prefix.parse("10.244.1.0/24"),
            Prefix.parse("10.244.2.0/24"),
            Prefix.parse("fd00:10:244:1::/64"));
  }

  @Test
  void podsInKnownSubnetsNeedNoGuess() {
    assertThat(
            SubnetInference.podRanges(
                ips("10.244.1.7 10.245.0.1"), List.of(Prefix.parse("10.244.0.0/16"))))
        .containsExactly(Prefix.parse("10.245.0.0/24"));
  }

  @Test
  void everyGuessHoldsWhatWasSeenAndStaysWithinItsLimits() {
    Random random = new Random(20_261_123);
    for (int round = 0; round < 1_000; round++) {
      int base = 10 << 24 | random.nextInt(1 << 24);
      int spread = 1 + random.nextInt(1 << 21);
      TreeSet<IpAddress> seen = new TreeSet<>();
      for (int i = 0; i <= random.nextInt(8); i++) {
        seen.add(IpAddress.v4(base + random.nextInt(spread)));
      }
      SubnetInference.serviceRange(seen)
          .ifPresent(range -> {
            assertThat(seen).allMatch(range::contains);
            assertThat(range.length()).isBetween(12, 20);
          });
      List<Prefix> pods = SubnetInference.podRanges(seen, List.of());
      assertThat(seen).allMatch(ip -> pods.stream().anyMatch(pod -> pod.contains(ip)));
      assertThat(pods).hasSizeLessThanOrEqualTo(seen.size());
    }
  }
}
