package dev.culvert.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.net.AddressMap.Entry;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ways, compared with plain arithmetic on random subnets. */
final class AddressMapTest {
  static List<Long> seeds() {
    return new Random(4).longs(200).boxed().toList();
  }

  @Test
  void anAddressKeepsItsPlace() {
    AddressMap map = map("10.96.0.0/12", "100.64.0.0/12");
    assertThat(map.toVirtual(IpAddress.parse("10.96.3.7"))).hasToString("100.64.3.7");
    assertThat(map.toReal(IpAddress.parse("100.79.255.255"))).hasToString("10.111.255.255");
    assertThat(map.toVirtual(IpAddress.parse("10.112.0.0"))).hasToString("10.112.0.0");
    assertThat(map.toVirtual(Prefix.parse("10.100.0.0/16"))).hasToString("100.68.0.0/16");
    Endpoint other = new Endpoint(IpAddress.parse("10.244.0.9"), 80);
    assertThat(map.toReal(other)).isSameAs(other);
    assertThat(map).hasToString("[10.96.0.0/12 as 100.64.0.0/12]");
  }

  @Test
  void whatIsExceptedStaysItself() {
    AddressMap map =
        new AddressMap(
            List.of(entry("10.96.0.0/12", "100.64.0.0/12")),
            List.of(Prefix.parse("10.96.200.0/24")));
    assertThat(map.toVirtual(IpAddress.parse("10.96.200.1"))).hasToString("10.96.200.1");
    assertThat(map.toVirtual(IpAddress.parse("10.96.201.1"))).hasToString("100.64.201.1");
  }

  @Test
  void whatCannotBeUndoneIsRefused() {
    assertThatThrownBy(() -> entry("10.96.0.0/12", "198.18.0.0/15"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> entry("10.0.0.0/8", "10.0.0.0/8"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            map("10.96.0.0/16", "198.18.0.0/16")
                .with(List.of(entry("10.97.0.0/16", "198.18.0.0/16"))))
        .hasMessageContaining("share addresses");
  }

  /** Every address of a mapped subnet comes back as itself, by the distance to the first one. */
  @ParameterizedTest
  @MethodSource("seeds")
  void thereAndBack(long seed) {
    Random random = new Random(seed);
    boolean v6 = random.nextBoolean();
    int bits = v6 ? 128 : 32;
    List<Entry> entries = new ArrayList<>();
    int length = 4 + random.nextInt(bits - 3);
    // Neighbours in two halves of the space, so that nothing overlaps.
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      entries.add(
          new Entry(
              Prefix.around(at(v6, i, random), length),
              Prefix.around(at(v6, 7 - i, random), length)));
    }
    AddressMap map = new AddressMap(entries, List.of());
    for (Entry entry : entries) {
      for (int i = 0; i < 20; i++) {
        BigInteger offset = new BigInteger(bits - length, random);
        IpAddress real = plus(entry.real(), offset);
        IpAddress virtual = map.toVirtual(real);
        assertThat(virtual).isEqualTo(plus(entry.virtual(), offset));
        assertThat(map.toReal(virtual)).isEqualTo(real);
      }
    }
    IpAddress elsewhere = at(v6, 15, random);
    assertThat(map.toVirtual(elsewhere)).isEqualTo(elsewhere);
    assertThat(map.toReal(elsewhere)).isEqualTo(elsewhere);
  }

  /** An address that begins with this number in its first four bits. */
  private static IpAddress at(boolean v6, int first, Random random) {
    byte[] bytes = new byte[v6 ? 16 : 4];
    random.nextBytes(bytes);
    bytes[0] = (byte) (first << 4 | bytes[0] & 15);
    return IpAddress.of(bytes);
  }

  private static IpAddress plus(Prefix prefix, BigInteger offset) {
    byte[] first = prefix.address().toBytes();
    byte[] sum = new BigInteger(1, first).add(offset).toByteArray();
    byte[] address = new byte[first.length];
    int count = Math.min(sum.length, address.length);
    System.arraycopy(sum, sum.length - count, address, address.length - count, count);
    return IpAddress.of(address);
  }

  private static AddressMap map(String real, String virtual) {
    return new AddressMap(List.of(entry(real, virtual)), List.of());
  }

  private static Entry entry(String real, String virtual) {
    return new Entry(Prefix.parse(real), Prefix.parse(virtual));
  }
}
