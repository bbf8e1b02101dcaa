package dev.culvert.helper.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import dev.culvert.helper.history.Entry.Kind;
import dev.culvert.helper.state.Board;
import dev.culvert.helper.state.Connected;
import dev.culvert.helper.state.Connecting;
import dev.culvert.helper.state.Disconnected;
import dev.culvert.helper.state.Disconnecting;
import dev.culvert.helper.state.Failed;
import dev.culvert.helper.state.Problem;
import dev.culvert.helper.state.Reconnecting;
import dev.culvert.helper.state.Step;
import dev.culvert.helper.state.Target;
import dev.culvert.helper.state.Targets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last day of the connection, on a clock turned by hand. */
final class HistoryTest {
  private static final Target DEV = Targets.of("dev");

  @TempDir private Path directory;

  private final HandClock clock = new HandClock();
  private final Board board = new Board(clock);

  private History begin() {
    History history = new History(clock, new HistoryFile(directory));
    history.follow(board);
    return history;
  }

  private void connected() {
    board.show(new Connecting(DEV, Step.OPENING_TUNNEL));
    board.show(new Connected(DEV, Optional.empty()));
  }

  @Test
  void keepsEachChangeOnceAndAttemptsInOneEntry() {
    History history = begin();
    connected();
    clock.pass(Duration.ofMinutes(5));
    for (int attempt = 1; attempt < 4; attempt++) {
      String cause = attempt == 1 ? "Wi-Fi changed" : "no route to host";
      board.show(new Reconnecting(DEV, cause, "CUL-K11", attempt, Optional.empty()));
    }
    board.show(new Connected(DEV, Optional.empty()));
    board.show(new Connected(DEV, Optional.of(Phrase.ANSWERS_SLOW.of(412))));
    board.show(new Disconnecting(Optional.of(DEV), Optional.empty()));
    board.show(new Disconnected());
    assertThat(history.entries())
        .extracting(Entry::kind)
        .containsExactly(
            Kind.HELPER_STARTED,
            Kind.CONNECTING,
            Kind.CONNECTED,
            Kind.RECONNECTING,
            Kind.CONNECTED,
            Kind.DEGRADED,
            Kind.DISCONNECTED);
    Entry lost = history.entries().get(3);
    assertThat(lost.attempts()).isEqualTo(3);
    assertThat(lost.text()).isEqualTo("Wi-Fi changed");
    assertThat(lost.code()).isEqualTo("CUL-K11");
    Entry slow = history.entries().get(5);
    assertThat(slow.text()).isEqualTo("answers take 412 ms");
    assertThat(Entry.read(slow.line())).contains(slow);
    assertThat(Entry.read(slow.line().substring(0, slow.line().lastIndexOf('\t'))))
        .as("as it was written before there were reasons")
        .map(Entry::reason)
        .contains(Reason.NONE);
  }

  @Test
  void aFailureKeepsItsCode() {
    History history = begin();
    board.show(new Connecting(DEV, Step.REACHING_API_SERVER));
    board.show(
        new Failed(
            Optional.of(DEV),
            new Problem("CUL-K01", "dev does not answer", "", "", Step.REACHING_API_SERVER)));
    Entry failed = history.entries().getLast();
    assertThat(failed.code()).isEqualTo("CUL-K01");
    assertThat(failed.context()).isEqualTo("dev");
  }

  @Test
  void outlivesTheProcessAndSaysThatItWasCutOff() throws Exception {
    History before = begin();
    connected();
    assertThat(Files.getPosixFilePermissions(directory.resolve("history")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    clock.pass(Duration.ofMinutes(1));
    History after = new History(clock, new HistoryFile(directory));
    assertThat(after.entries().subList(0, 3)).isEqualTo(before.entries());
    assertThat(after.entries().getLast().kind()).isEqualTo(Kind.HELPER_STARTED);
    assertThat(after.entries().getLast().text()).contains("without disconnecting");
    assertThat(after.entries().getLast().id()).isGreaterThan(before.entries().getLast().id());
    after.end();
    assertThat(new History(clock, new HistoryFile(directory)).entries().getLast().text()).isEmpty();
  }

  @Test
  void forgetsAfterADayAllButWhatTheDayBeganWith() {
    History history = begin();
    connected();
    clock.pass(Duration.ofHours(30));
    board.show(new Connected(DEV, Optional.of(Reason.said("slow"))));
    clock.pass(Duration.ofMinutes(1));
    assertThat(history.entries())
        .extracting(Entry::kind)
        .containsExactly(Kind.CONNECTED, Kind.DEGRADED);
  }

  @Test
  void aLineThatWasCutOffIsLeftOut() throws Exception {
    begin();
    Files.writeString(
        directory.resolve("history"), "1\t17", java.nio.file.StandardOpenOption.APPEND);
    assertThat(new HistoryFile(directory).load()).hasSize(1);
  }

  @Test
  void aWatcherMissesNothing() {
    History history = begin();
    List<Entry> heard = new ArrayList<>();
    Runnable stop = history.watch(heard::addAll, heard::add);
    connected();
    stop.run();
    board.show(new Disconnected());
    assertThat(heard)
        .extracting(Entry::kind)
        .containsExactly(Kind.HELPER_STARTED, Kind.CONNECTING, Kind.CONNECTED);
  }

  private static final class HandClock extends Clock {
    private Instant now = Instant.parse("2026-11-23T14:24:11Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
