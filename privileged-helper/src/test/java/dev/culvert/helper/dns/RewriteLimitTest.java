package dev.culvert.helper.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class RewriteLimitTest {
  private Instant now = Instant.EPOCH;

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneOffset getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  @Test
  void allowsSoManyInSuchATimeAndThenAgain() {
    RewriteLimit limit = new RewriteLimit(2, Duration.ofMinutes(1), clock);
    assertThat(limit.allows()).isTrue();
    now = now.plusSeconds(30);
    assertThat(limit.allows()).isTrue();
    now = now.plusSeconds(29);
    assertThat(limit.allows()).isFalse();
    now = now.plusSeconds(1);
    assertThat(limit.allows()).as("the first is a minute old").isTrue();
    assertThat(limit.allows()).isFalse();
  }
}
