package dev.culvert.manager.dial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.words.Reason;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the manager goes for nobody. */
class ClusterDialPolicyTest {
  private final DialPolicy policy =
      new ClusterDialPolicy(
          Set.of(IpAddress.parse("10.244.1.7"), IpAddress.parse("fd00:10:244::7")),
          Set.of(8443, 8080));

  private static Endpoint to(String address, int port) {
    return new Endpoint(IpAddress.parse(address), port);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, this network",
    "0.1.2.3, this network",
    "127.0.0.1, loopback",
    "127.255.255.255, loopback",
    "169.254.169.254, metadata",
    "224.0.0.1, multicast",
    "239.255.255.250, multicast",
    "255.255.255.255, broadcast",
    "::, unspecified",
    "::1, loopback",
    "fe80::1, link-local",
    "fd00:ec2::254, metadata",
    "ff02::1, multicast",
    "::ffff:127.0.0.1, loopback",
    "::ffff:169.254.169.254, metadata"
  })
  void placesOfTheManagersOwnAreRefusedWithTheReason(String address, String reason) {
    assertThat(policy.refusal(to(address, 80)).map(Reason::toString).orElse("dialled"))
        .contains("the manager does not dial")
        .contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "10.96.0.1",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "223.255.255.255",
        "fd00:ec2::253",
        "fd00:10:96::1",
        "::ffff:10.96.0.1"
      })
  void everythingElseIsDialled(String address) {
    assertThat(policy.refusal(to(address, 80))).isEmpty();
  }

  @Test
  void theManagerIsNotDialledThroughItself() {
    assertThat(policy.refusal(to("10.244.1.7", 8443)).map(Reason::toString).orElse("dialled"))
        .contains("itself");
    assertThat(policy.refusal(to("10.244.1.7", 8080)).map(Reason::toString).orElse("dialled"))
        .contains("itself");
    assertThat(policy.refusal(to("fd00:10:244::7", 8443)).map(Reason::toString).orElse("dialled"))
        .contains("itself");
    assertThat(
            policy.refusal(to("::ffff:10.244.1.7", 8443)).map(Reason::toString).orElse("dialled"))
        .contains("itself");
    assertThat(policy.refusal(to("10.244.1.7", 5005))).isEmpty();
    assertThat(policy.refusal(to("10.244.1.8", 8443))).isEmpty();
  }

  @Test
  void portZeroIsNoPort() {
    assertThat(policy.refusal(to("10.96.0.1", 0)).map(Reason::toString).orElse("dialled"))
        .contains("1 to 65535");
  }
}
