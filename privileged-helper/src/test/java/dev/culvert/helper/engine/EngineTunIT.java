package dev.culvert.helper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.helper.testing.Namespaces;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("integration")
final class EngineTunIT {
  /** Without it an IPv6 address hears nothing for its first second or two (RFC 4862). */
  private static final String NO_DUPLICATE_ADDRESS_DETECTION =
      "echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad\n";

  /** Options of the kernel's TCP that are switched off, one run each. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "echo 0 >/proc/sys/net/ipv4/tcp_sack; echo 0 >/proc/sys/net/ipv4/tcp_timestamps;"
            + " echo 0 >/proc/sys/net/ipv4/tcp_window_scaling"
      })
  void passesInNamespacesOfItsOwn(String script) throws IOException, InterruptedException {
    Namespaces.Result result =
        Namespaces.runTests(NO_DUPLICATE_ADDRESS_DETECTION + script, EngineTunCases.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
    System.out.println(result.output());
  }
}
