package dev.culvert.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.PacketLab;
import dev.culvert.core.net.Endpoint;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 6528 section 3: M + F(ends, secret). */
final class InitialSequenceTest {
  private static final Endpoint SERVICE = PacketLab.SERVICE_V4;

  private final InitialSequence numbers = new InitialSequence(new Random(1));

  private static Endpoint program(int port) {
    return new Endpoint(PacketLab.PROGRAM_V4.address(), port);
  }

  @Test
  void theSameEndsGoUpByOneEveryFourMicroseconds() {
    int before = numbers.next(program(1), SERVICE, 0);
    assertThat(numbers.next(program(1), SERVICE, 4_000_000) - before).isEqualTo(1000);
  }

  @Test
  void otherEndsAndOtherSecretsTellNothing() {
    Set<Integer> seen = new HashSet<>();
    for (int port = 1; port <= 1000; port++) {
      seen.add(numbers.next(program(port), SERVICE, 0) >>> 16);
    }
    assertThat(seen).as("upper halves").hasSizeGreaterThan(950);
    int other = new InitialSequence(new Random(2)).next(program(1), SERVICE, 0);
    assertThat(other).isNotEqualTo(numbers.next(program(1), SERVICE, 0));
  }
}
