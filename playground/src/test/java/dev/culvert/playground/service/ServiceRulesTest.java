package dev.culvert.playground.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.service.ClusterView.PortView;
import dev.culvert.playground.service.ClusterView.ServiceView;
import dev.culvert.playground.service.ClusterView.Target;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ServiceRulesTest {
  @Test
  void oneTargetIsTranslatedDirectly() {
    assertThat(rules(new Target("10.244.0.5", 8080, "a")))
        .contains("ip daddr 10.96.0.7 tcp dport 80 dnat to 10.244.0.5:8080");
  }

  @Test
  void severalTargetsTakeTurnsByChance() {
    assertThat(rules(new Target("10.244.0.5", 8080, "a"), new Target("10.244.0.6", 8081, "b")))
        .contains("numgen random mod 2 vmap { 0 : goto target0, 1 : goto target1 }")
        .contains("meta l4proto tcp dnat to 10.244.0.6:8081");
  }

  @Test
  void aServiceWithoutTargetsIsRejectedAndOtherAddressesAreDropped() {
    assertThat(rules())
        .doesNotContain("dnat to 10")
        .contains("ip daddr { 10.96.0.7 } reject")
        .contains("ip daddr 10.96.0.0/16 drop");
  }

  @Test
  void aPodReachesItselfThroughItsService() {
    assertThat(rules(new Target("10.244.0.5", 8080, "a")))
        .contains("ip saddr . ip daddr { 10.244.0.5 . 10.244.0.5 } masquerade");
  }

  @Test
  void familiesAreKeptApart() {
    String rules =
        rules(new Target("10.244.0.5", 8080, "a"), new Target("fd00:10:244::5", 8080, "a"));
    assertThat(rules)
        .contains("ip6 daddr fd00:10:96::7 tcp dport 80 dnat to [fd00:10:244::5]:8080")
        .contains("ip daddr 10.96.0.7 tcp dport 80 dnat to 10.244.0.5:8080");
  }

  private static String rules(Target... targets) {
    return ServiceRules.of(
        new ClusterView(
            List.of(
                new ServiceView(
                    "shop",
                    "echo",
                    List.of("10.96.0.7", "fd00:10:96::7"),
                    List.of(new PortView("http", "tcp", 80, List.of(targets))))),
            List.of(),
            Set.of("shop")));
  }
}
