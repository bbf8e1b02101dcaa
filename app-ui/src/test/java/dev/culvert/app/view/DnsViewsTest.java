package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.culvert.proto.helper.v1.DnsQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of name queries: near names, answer times. */
class DnsViewsTest {
  @ParameterizedTest
  @CsvSource({
    "sesion-cache.shop, session-cache.shop",
    "ordres.shop, orders.shop",
    "orders.shpo, orders.shop",
    "kafka-1.kafka, kafka-0.kafka"
  })
  void findsNamesALetterAway(String typed, String meant) {
    List<String> known = List.of("session-cache.shop", "orders.shop", "kafka-0.kafka", "cart.shop");
    assertThat(NearNames.of(typed, known).getFirst().name()).isEqualTo(meant);
  }

  @Test
  void saysNothingOfNamesThatAreFar() {
    assertThat(NearNames.of("payments.shop", List.of("orders.shop", "payments.shop"))).isEmpty();
  }

  @Test
  void theDistanceIsThatOfTheSlowOne() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      String a = word(random);
      String b = word(random);
      assertThat(NearNames.distance(a, b, 2)).as(a + " " + b).isEqualTo(Math.min(3, slow(a, b)));
    }
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }

  /** By the definition. */
  private static int slow(String a, String b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.length() + b.length();
    }
    String x = a.substring(0, a.length() - 1);
    String y = b.substring(0, b.length() - 1);
    int change = a.charAt(a.length() - 1) == b.charAt(b.length() - 1) ? 0 : 1;
    int best = Math.min(slow(x, y) + change, 1 + Math.min(slow(x, b), slow(a, y)));
    if (x.length() > 0
        && y.length() > 0
        && a.charAt(a.length() - 1) == y.charAt(y.length() - 1)
        && x.charAt(x.length() - 1) == b.charAt(b.length() - 1)) {
      best =
          Math.min(best, 1 + slow(x.substring(0, x.length() - 1), y.substring(0, y.length() - 1)));
    }
    return best;
  }

  @Test
  void answerTimesAreByMinute() {
    Instant now = Instant.ofEpochSecond(10_000);
    List<DnsRow> rows = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      rows.add(row(now.minusSeconds(30), i));
    }
    rows.add(row(now.minusSeconds(7200), 9000));
    DnsTimes times = DnsTimes.of(rows, now);
    assertThat(times.p50()[DnsTimes.STEPS - 1]).isEqualTo(50);
    assertThat(times.p99()[DnsTimes.STEPS - 1]).isEqualTo(99);
    assertThat(times.p50()[0]).isNaN();
    assertThat(times.allP99()).isEqualTo(99);
  }

  private static DnsRow row(Instant at, int millis) {
    return new DnsRow(
        DnsQuery.newBuilder()
            .setAt(Timestamp.newBuilder().setSeconds(at.getEpochSecond()))
            .setTook(
                Duration.newBuilder().setSeconds(millis / 1000).setNanos(millis % 1000 * 1_000_000))
            .build());
  }
}
