package dev.culvert.helper.tun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.helper.testing.Namespaces;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("integration")
final class TunLinkIT {
  @ParameterizedTest
  @ValueSource(
      classes = {
        TunLinkCases.class,
        TunLinkWithoutOffloadCases.class,
        TunQueuesCases.class,
        TunTcpCases.class
      })
  void passesInNamespacesOfItsOwn(Class<?> cases) throws IOException, InterruptedException {
    Namespaces.Result result = Namespaces.runTests(cases);
    assertThat(result.exitCode()).as(result.output()).isZero();
    System.out.println(result.output());
  }
}
