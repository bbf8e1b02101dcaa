package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.cluster.Context;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {
  private final Settings settings = Settings.transientOnes();
  private final Identity identity = new Identity(settings);

  @ParameterizedTest
  @CsvSource({
    "prod-eu, true",
    "eu-production, true",
    "live.acme, true",
    "arn:aws:eks:prod, true",
    "product-dev, false",
    "alive, false",
    "dev, false"
  })
  void productionIsAPartOfTheName(String name, boolean production) {
    assertThat(Identity.soundsLikeProduction(name)).isEqualTo(production);
  }

  @Test
  void coloursAreGivenInOrderAndKeptAndBrickIsForProductionOnly() {
    List<Context> contexts =
        List.of(
            context("dev-eu", "https://k8s.example"),
            context("staging-eu", "https://k8s.example"),
            context("prod-eu", "https://k8s.example"),
            context("box", "https://127.0.0.1:6443"));
    identity.assign(contexts);
    assertThat(contexts.stream().map(identity::color))
        .containsExactly("weir", "river", "brick", "slate");
    identity.assign(contexts.reversed());
    assertThat(contexts.stream().map(identity::color))
        .containsExactly("weir", "river", "brick", "slate");
    settings.put("context.prod-eu.production", "false");
    identity.assign(contexts);
    assertThat(identity.color(contexts.get(2))).isEqualTo("iris");
  }

  private static Context context(String name, String server) {
    return new Context(name, server, "mara", "default", false, "");
  }
}
