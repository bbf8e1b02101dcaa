package dev.culvert.manager.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manager.auth.Identity;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When sessions end, in passed-in time. */
class SessionsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofMinutes(2);
  private static final Identity MARA =
      new Identity("mara", List.of("developers"), "uid-mara", Optional.empty());

  /** Nanoseconds may be negative and wrap; so they do here. */
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(60).toNanos());

  private final AtomicInteger closed = new AtomicInteger();
  private final Sessions sessions =
      new Sessions(
          new Sessions.Timing(Duration.ofSeconds(2), TIMEOUT, GRACE), now::get, new SecureRandom());

  private Sessions.Opened open(long connection) {
    Sessions.Opened opened = sessions.open(MARA, "mara@test", connection, null);
    opened.session().own(closed::incrementAndGet);
    return opened;
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
    sessions.expire();
  }

  @Test
  void aSessionThatIsHeardLivesOn() {
    Sessions.Opened opened = open(1);
    for (int i = 0; i < 1_000; i++) {
      pass(Duration.ofSeconds(2));
      sessions.heard(opened.session());
    }
    assertThat(sessions.find(opened.secret(), 1, Optional.empty())).contains(opened.session());
    assertThat(closed).hasValue(0);
  }

  @Test
  void aSilentSessionEndsAfterTimeoutAndGraceAndReleasesWhatItOwns() {
    open(1);
    pass(TIMEOUT.plus(GRACE));
    assertThat(sessions.count()).isEqualTo(1);
    pass(Duration.ofNanos(1));
    assertThat(sessions.count()).isZero();
    assertThat(closed).hasValue(1);
    assertThat(sessions.owned()).isZero();
  }

  @Test
  void aLostConnectionLeavesTheGracePeriodAndNoUse() {
    Sessions.Opened opened = open(1);
    pass(Duration.ofSeconds(4));
    sessions.connectionGone(1);
    assertThat(sessions.find(opened.secret(), 1, Optional.empty())).isEmpty();
    pass(GRACE);
    assertThat(sessions.count()).isEqualTo(1);
    pass(Duration.ofNanos(1));
    assertThat(sessions.count()).isZero();
    assertThat(closed).hasValue(1);
  }

  @Test
  void aResumedSessionKeepsWhatItOwnsAndItsSecret() {
    Sessions.Opened first = open(1);
    sessions.connectionGone(1);
    pass(GRACE);
    Sessions.Opened again = sessions.open(MARA, "mara@test", 2, first.secret());
    assertThat(again.resumed()).isTrue();
    assertThat(again.secret()).isEqualTo(first.secret());
    assertThat(again.session()).isSameAs(first.session());
    // The end of the old connection, told late, is not the end of the new one.
    sessions.connectionGone(1);
    pass(TIMEOUT.plus(GRACE));
    assertThat(sessions.find(first.secret(), 2, Optional.empty())).contains(first.session());
    assertThat(sessions.find(first.secret(), 1, Optional.empty())).isEmpty();
    assertThat(closed).hasValue(0);
  }

  @Test
  void anExpiredSessionIsNotResumed() {
    Sessions.Opened first = open(1);
    sessions.connectionGone(1);
    now.addAndGet(GRACE.toNanos() + 1);
    Sessions.Opened again = sessions.open(MARA, "mara@test", 2, first.secret());
    assertThat(again.resumed()).isFalse();
    assertThat(again.secret()).isNotEqualTo(first.secret());
    assertThat(closed).hasValue(1);
  }

  @Test
  void whatAnEndedSessionWouldOwnIsClosedAtOnce() {
    Sessions.Opened opened = open(1);
    sessions.close(opened.session());
    assertThat(closed).hasValue(1);
    opened.session().own(closed::incrementAndGet);
    assertThat(closed).hasValue(2);
    assertThat(opened.session().owned()).isZero();
  }

  @Test
  void oneThatDoesNotCloseDoesNotKeepTheOthersOpen() {
    Sessions.Opened opened = sessions.open(MARA, "mara@test", 1, null);
    opened
        .session()
        .own(() -> {
          throw new IllegalStateException("does not close");
        });
    opened.session().own(closed::incrementAndGet);
    sessions.close(opened.session());
    assertThat(closed).hasValue(1);
  }

  @Test
  void aSessionOfACertificateIsUsedWithThatCertificateOnly() {
    Identity noor = new Identity("noor", List.of(), "", Optional.of("ab12"));
    Sessions.Opened opened = sessions.open(noor, "noor@test", 1, null);
    assertThat(sessions.find(opened.secret(), 1, Optional.of("ab12"))).isPresent();
    assertThat(sessions.find(opened.secret(), 1, Optional.of("cd34"))).isEmpty();
    assertThat(sessions.find(opened.secret(), 1, Optional.empty())).isEmpty();
    assertThat(sessions.open(MARA, "mara@test", 2, opened.secret()).resumed()).isFalse();
  }

  @Test
  void aSecretIsNeverInTheWords() {
    Sessions.Opened opened = open(1);
    assertThat(opened.toString()).doesNotContain(opened.secret());
    assertThat(opened.session().toString()).doesNotContain(opened.secret());
  }

  @Test
  void aConnectionThatHasJoinedIsUsedAsTheFirstOneAndEndsAlone() {
    Sessions.Opened opened = open(1);
    assertThat(sessions.find(opened.secret(), 2, Optional.empty())).isEmpty();
    assertThat(sessions.join(opened.secret(), MARA, 2)).contains(opened.session());
    assertThat(sessions.find(opened.secret(), 2, Optional.empty())).contains(opened.session());
    sessions.connectionGone(2);
    assertThat(sessions.find(opened.secret(), 2, Optional.empty())).isEmpty();
    assertThat(sessions.find(opened.secret(), 1, Optional.empty())).contains(opened.session());
    assertThat(sessions.silent(opened.session())).isFalse();
  }

  @Test
  void nobodyElseJoins() {
    Sessions.Opened opened = open(1);
    Identity noor = new Identity("noor", List.of("developers"), "uid-noor", Optional.empty());
    assertThat(sessions.join(opened.secret(), noor, 2)).isEmpty();
    assertThat(sessions.join("guessed", MARA, 2)).isEmpty();
    assertThat(sessions.find(opened.secret(), 2, Optional.empty())).isEmpty();
  }

  @Test
  void whatHasJoinedIsNoUseWithoutTheFirstConnectionAndNotOfAResumedSession() {
    Sessions.Opened opened = open(1);
    sessions.join(opened.secret(), MARA, 2);
    sessions.connectionGone(1);
    assertThat(sessions.find(opened.secret(), 2, Optional.empty())).isEmpty();
    assertThat(sessions.join(opened.secret(), MARA, 3)).isEmpty();
    sessions.open(MARA, "mara@test", 4, opened.secret());
    assertThat(sessions.find(opened.secret(), 2, Optional.empty())).isEmpty();
    assertThat(sessions.join(opened.secret(), MARA, 5)).contains(opened.session());
    sessions.close(opened.session());
    assertThat(sessions.join(opened.secret(), MARA, 6)).isEmpty();
  }
}
