package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Attachments that end by themselves. */
class AttachmentEndsTest {
  private static final AttachSpec TAP = AttachSpec.newBuilder().setKind(Kind.KIND_WIRETAP).build();

  private final HandWorkbench bench = new HandWorkbench();
  private final List<Attachment> mine = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();
  private final Settings settings = Settings.transientOnes();
  private final AttachmentEnds ends = opened();

  private AttachmentEnds opened() {
    return new AttachmentEnds(bench, () -> mine, over -> ended.add(over.getId()), settings);
  }

  @Test
  void endsWhenItsTimeIsOverWhateverItsIdIsThen() {
    mine.add(Attachment.newBuilder().setId("a1").setSpec(TAP).build());
    ends.set(TAP, Duration.ofHours(1));
    bench.pass(Duration.ofMinutes(30));
    // A reconnect gave it another.
    mine.set(0, Attachment.newBuilder().setId("a7").setSpec(TAP).build());
    bench.pass(Duration.ofMinutes(30).minusMillis(1));
    assertThat(ended).isEmpty();
    bench.pass(Duration.ofMillis(1));
    assertThat(ended).containsExactly("a7");
    assertThat(ends.ends().get()).isEmpty();
  }

  @Test
  void aWindowThatWasKilledEndsWhatIsDueWhenItIsOpenedAgain() {
    AttachSpec other = TAP.toBuilder().setKind(Kind.KIND_INTERCEPT).build();
    ends.set(TAP, Duration.ofMinutes(15));
    ends.set(other, Duration.ofHours(4));
    // Killed: nothing of it runs any longer, and an hour goes by.
    ends.close();
    bench.pass(Duration.ofHours(1));
    AttachmentEnds again = opened();
    again.told();
    assertThat(ended).as("the helper has not told of any yet").isEmpty();
    mine.add(Attachment.newBuilder().setId("a1").setSpec(TAP).build());
    mine.add(Attachment.newBuilder().setId("a2").setSpec(other).build());
    again.told();
    assertThat(ended).containsExactly("a1");
    mine.remove(0);
    bench.pass(Duration.ofHours(3));
    assertThat(ended).containsExactly("a1", "a2");
    assertThat(again.ends().get()).isEmpty();
    assertThat(opened().ends().get()).as("what is over is not kept").isEmpty();
  }

  @Test
  void whatCannotBeReadSaysNothing() {
    settings.put("attach-ends", "x@1,%%%@2,@,CAI@zz");
    assertThat(opened().ends().get()).isEmpty();
  }

  @Test
  void canBeMadeLongerAndIsForgottenWithoutATime() {
    mine.add(Attachment.newBuilder().setId("a1").setSpec(TAP).build());
    ends.set(TAP, Duration.ofMinutes(15));
    ends.extend(TAP, Duration.ofHours(1));
    bench.pass(Duration.ofMinutes(74));
    assertThat(ended).isEmpty();
    ends.set(TAP, Duration.ZERO);
    bench.pass(Duration.ofHours(3));
    assertThat(ended).isEmpty();
  }

  @Test
  void productionAlwaysHasOne() {
    assertThat(AttachLimit.choices(true)).doesNotContain(AttachLimit.NONE);
    assertThat(AttachLimit.usual(true)).isEqualTo(AttachLimit.HOUR);
    assertThat(AttachLimit.usual(false)).isEqualTo(AttachLimit.NONE);
  }
}
