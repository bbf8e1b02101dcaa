package dev.culvert.helper.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class RoutePlanTest {
  @ParameterizedTest(name = "{0} without {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "10.96.0.0/12 |  | 10.96.0.0/12",
        "10.0.0.0/30 | 10.0.0.1 | 10.0.0.0/32 10.0.0.2/31",
        "10.0.0.0/30 | 10.0.0.0/29 | ",
        "10.0.0.0/30 | 10.0.0.0/30 | ",
        "10.0.0.0/24 | 192.168.0.1 | 10.0.0.0/24",
        "10.0.0.0/25 10.0.0.128/25 |  | 10.0.0.0/24",
        "10.0.0.0/24 10.0.0.7 10.0.0.0/25 |  | 10.0.0.0/24",
        "10.0.0.128/25 10.0.1.0/25 |  | 10.0.0.128/25 10.0.1.0/25",
        "10.0.0.0/29 | 10.0.0.0 10.0.0.7 | 10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32",
        "0.0.0.0/0 | 128.0.0.0/1 | 0.0.0.0/1",
        "fd00::/126 | fd00::2 | fd00::/127 fd00::3/128",
        "::/0 | ::/1 | 8000::/1",
        "10.0.0.0/31 fd00::/127 | 10.0.0.1 fd00:: | 10.0.0.0/32 fd00::1/128",
      })
  void table(String wanted, String excluded, String plan) {
    assertThat(RoutePlan.of(prefixes(wanted), prefixes(excluded))).isEqualTo(prefixes(plan));
  }

  @Test
  void oneAddressOfALargeSubnetCostsOneRoutePerBit() {
    assertThat(RoutePlan.of(prefixes("10.96.0.0/12"), prefixes("10.96.0.1"))).hasSize(20);
    assertThat(RoutePlan.of(prefixes("fd00:42::/64"), prefixes("fd00:42::5"))).hasSize(64);
  }

  static Stream<Long> seeds() {
    return Stream.iterate(1L, seed -> seed + 1).limit(500);
  }

  /** Against the slow and obvious: a set of the 256 addresses, cut greedily into aligned blocks. */
  @ParameterizedTest
  @MethodSource("seeds")
  void isTheSmallestSetThatCoversExactlyTheRest(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean v6 = random.nextBoolean();
    List<Prefix> wanted = some(random, v6, 1 + random.nextInt(6));
    List<Prefix> excluded = some(random, v6, random.nextInt(6));
    BitSet rest = new BitSet(256);
    wanted.forEach(prefix -> rest.set(first(prefix), first(prefix) + size(prefix)));
    excluded.forEach(prefix -> rest.clear(first(prefix), first(prefix) + size(prefix)));
    assertThat(RoutePlan.of(wanted, excluded)).isEqualTo(blocks(rest, v6));
  }

  private static List<Prefix> blocks(BitSet rest, boolean v6) {
    List<Prefix> blocks = new ArrayList<>();
    int at = rest.nextSetBit(0);
    while (at >= 0) {
      int size = 256;
      while (at % size != 0 || rest.get(at, at + size).cardinality() != size) {
        size /= 2;
      }
      blocks.add(block(at, size, v6));
      at = rest.nextSetBit(at + size);
    }
    return blocks;
  }

  private static List<Prefix> some(SplittableRandom random, boolean v6, int count) {
    return Stream.generate(
            () -> {
              int size = 1 << random.nextInt(9);
              return block(random.nextInt(256) / size * size, size, v6);
            })
        .limit(count)
        .toList();
  }

  private static Prefix block(int first, int size, boolean v6) {
    IpAddress address = v6 ? IpAddress.v6(0xfd00L << 48, first) : IpAddress.v4(0x0a000000 | first);
    return new Prefix(address, address.bits() - Integer.numberOfTrailingZeros(size));
  }

  private static int first(Prefix prefix) {
    return (int) prefix.address().low() & 255;
  }

  private static int size(Prefix prefix) {
    return 1 << prefix.address().bits() - prefix.length();
  }

  private static List<Prefix> prefixes(String texts) {
    return texts == null || texts.isBlank()
        ? List.of()
        : Stream.of(texts.strip().split(" ", -1)).map(Prefix::parse).toList();
  }
}
