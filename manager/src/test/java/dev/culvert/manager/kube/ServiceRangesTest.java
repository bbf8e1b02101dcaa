package dev.culvert.manager.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.Prefix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What API servers answer to an impossible Service address. */
class ServiceRangesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          failed to allocate IP 1.1.1.1: provided IP is not in the valid range. The range of valid IPs is 10.96.0.0/12 | 10.96.0.0/12
          Service "x" is invalid: the range of valid IPs is fd00:10:96::/112 | fd00:10:96::/112
          The range of valid IPs is 10.96.0.0/16, fd00:10:96::/112 | 10.96.0.0/16 fd00:10:96::/112
          services is forbidden: User "x" cannot create resource "services" | ''
          The range of valid IPs is 999.0.0.0/8 | ''
          """)
  void tellTheirRange(String refusal, String expected) {
    List<Prefix> ranges =
        expected.isEmpty()
            ? List.of()
            : Stream.of(expected.split(" ", -1)).map(Prefix::parse).toList();
    assertThat(ServiceRanges.ranges(refusal)).isEqualTo(ranges);
  }
}
