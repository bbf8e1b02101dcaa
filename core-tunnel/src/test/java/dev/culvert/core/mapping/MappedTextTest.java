package dev.culvert.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.AddressMap;
import dev.culvert.core.net.AddressMap.Entry;
import dev.culvert.core.net.Prefix;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses in the values of variables. */
final class MappedTextTest {
  private static final AddressMap MAP =
      new AddressMap(
          List.of(
              new Entry(Prefix.parse("10.96.0.0/12"), Prefix.parse("100.64.0.0/12")),
              new Entry(Prefix.parse("fd00:10:96::/112"), Prefix.parse("fdc5:1f7a:3e0a::/112"))),
          List.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.96.0.7 | 100.64.0.7",
        "tcp://10.96.0.7:8080 | tcp://100.64.0.7:8080",
        "user:pw@10.96.0.7/db | user:pw@100.64.0.7/db",
        "10.96.0.7,10.97.0.1;10.244.0.3 | 100.64.0.7,100.65.0.1;10.244.0.3",
        "at 10.96.0.7. Then | at 100.64.0.7. Then",
        "http://[fd00:10:96::7]:80/ | http://[fdc5:1f7a:3e0a::7]:80/",
        "fd00:10:96:0::7 fd00:10:97:0::7 | fdc5:1f7a:3e0a::7 fd00:10:97:0::7",
        "10.96.4.0/24 | 100.64.4.0/24",
        "10.0.0.0/8 | 10.0.0.0/8",
        "10.96.0.7.example.com | 10.96.0.7.example.com",
        "v1.10.96.0.7 | v1.10.96.0.7",
        "10.96.0.700 | 10.96.0.700",
        "2026-11-26T10:11:12 | 2026-11-26T10:11:12",
        "a::b | a::b",
      })
  void areTheOnesOfThisComputer(String real, String virtual) {
    assertThat(MappedText.toVirtual(real, MAP)).isEqualTo(virtual);
    assertThat(MappedText.toVirtual(real, AddressMap.NONE)).isEqualTo(real);
  }
}
