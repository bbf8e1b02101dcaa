package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "312, 312 B",
    "999, 999 B",
    "1000, 1.00 kB",
    "864000, 864 kB",
    "999500, 1.00 MB",
    "18400000, 18.4 MB",
    "1030000000, 1.03 GB"
  })
  void bytesHaveThreeSignificantFigures(long bytes, String said) {
    assertThat(Units.bytes((double) bytes)).isEqualTo(said.replace(' ', '\u00a0'));
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0.1 ms",
    "18200, 18.2 ms",
    "99940, 99.9 ms",
    "412000, 412 ms",
    "2004000, 2.0 s",
    "61000000, 1 min"
  })
  void shortTimesKeepOneDecimal(long micros, String said) {
    assertThat(Units.time(Duration.ofNanos(micros * 1000))).isEqualTo(said.replace(' ', '\u00a0'));
  }

  @ParameterizedTest
  @CsvSource({
    "30, 30 s, 30 s",
    "840, 14 min, 14 min",
    "8040, 2 h, 2 h|14 min",
    "1036800, 12 d, 12 d"
  })
  void spansAreSaidInTheirLargestUnits(long seconds, String one, String two) {
    assertThat(Units.span(Duration.ofSeconds(seconds))).isEqualTo(one.replace(' ', '\u00a0'));
    assertThat(Units.longSpan(Duration.ofSeconds(seconds)))
        .isEqualTo(two.replace(' ', '\u00a0').replace('|', ' '));
  }
}
