package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {
  private static final Filter.Subject ORDERS =
      new Filter.Subject() {
        @Override
        public boolean says(String word) {
          return "orders-db".contains(word);
        }

        @Override
        public boolean is(String key, String value) {
          return Set.of("ns:shop", "kind:statefulset").contains(key + ":" + value);
        }
      };

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "order, true",
    "ORDER, true",
    "order db, true",
    "order cart, false",
    "!cart, true",
    "!order, false",
    "ns:shop, true",
    "'ns:kafka,shop', true",
    "!ns:shop, false",
    "ns:, true",
    "!, true",
    "kind:statefulset !ns:kafka -db, true",
    "color:red, false"
  })
  void letsThroughWhatPassesEveryTerm(String text, boolean through) {
    assertThat(Filter.parse(text).test(ORDERS)).isEqualTo(through);
  }
}
