package dev.culvert.manager.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How warm an agent is made, by what its pod is asked. */
final class WarmthTest {
  @TempDir Path folder;

  @Test
  void aQuietPodDoesNotWait() {
    assertThat(Warmth.requests(0, Duration.ofMillis(300))).isEqualTo(Warmth.LEAST);
    assertThat(Warmth.requests(20, Duration.ofMillis(300))).isEqualTo(Warmth.LEAST);
  }

  @Test
  void theBusierTheMore() {
    // Sixty connections a second of six segments each; two hundred of them.
    assertThat(Warmth.requests(180, Duration.ofMillis(500))).isEqualTo(36);
    assertThat(Warmth.requests(600, Duration.ofMillis(500))).isEqualTo(Warmth.MOST);
  }

  @Test
  void whatWasHardlyLookedAtIsTakenForBusy() {
    assertThat(Warmth.requests(0, Duration.ofMillis(49))).isEqualTo(Warmth.MOST);
  }

  @Test
  void theKernelsCountIsFoundByItsName() throws IOException {
    Path snmp = folder.resolve("snmp");
    Files.writeString(
        snmp,
        """
        Ip: Forwarding DefaultTTL
        Ip: 1 64
        Tcp: RtoAlgorithm RtoMin ActiveOpens InSegs OutSegs
        Tcp: 1 200 7 4242 99
        Udp: InDatagrams
        Udp: 5
        """);
    assertThat(new PodTraffic(snmp).segments()).isEqualTo(4242);
    assertThat(new PodTraffic(PodTraffic.HERE).segments()).isNotNegative();
  }

  @Test
  void aFileWithoutItIsNamed() throws IOException {
    Path snmp = Files.writeString(folder.resolve("snmp"), "Tcp: InErrs\nTcp: 3\n");
    assertThatThrownBy(() -> new PodTraffic(snmp).segments())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("InSegs")
        .hasMessageContaining(snmp.toString());
  }
}
