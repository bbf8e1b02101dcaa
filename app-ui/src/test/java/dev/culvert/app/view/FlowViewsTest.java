package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.culvert.app.view.FlowGroup.By;
import dev.culvert.proto.helper.v1.Flow;
import dev.culvert.proto.helper.v1.FlowEvent;
import dev.culvert.proto.helper.v1.Program;
import dev.culvert.proto.helper.v1.TrafficSecond;
import dev.culvert.proto.helper.v1.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is made of flows: rates, groups, the map, the timeline, texts. */
class FlowViewsTest {
  private static final Instant NOW = Instant.ofEpochSecond(10_000);

  private static Flow.Builder flow(long id, String program, String name, long in) {
    return Flow.newBuilder()
        .setId(id)
        .setProtocol(Flow.Protocol.PROTOCOL_TCP)
        .setTcpState("ESTABLISHED")
        .setVerdict(Verdict.VERDICT_CLUSTER)
        .setDestinationName(name)
        .setDestinationAddress("10.96.0." + id)
        .setDestinationPort(80)
        .setProgram(Program.newBuilder().setName(program).setPid(7))
        .setOpened(Timestamp.newBuilder().setSeconds(9_900))
        .setBytesIn(in);
  }

  private static FlowEvent event(boolean snapshot, Flow.Builder flow) {
    return FlowEvent.newBuilder().setSnapshot(snapshot).addUpserts(flow).build();
  }

  @Test
  void ratesAreHowTheFiguresGrow() {
    FlowRates rates = new FlowRates();
    rates.heard(event(true, flow(1, "java", "a.b", 1_000_000)), NOW);
    assertThat(rates.in(1, NOW)).as("what was carried before belongs to no second").isZero();
    rates.heard(event(false, flow(1, "java", "a.b", 1_000_500)), NOW.plusSeconds(1));
    rates.heard(event(false, flow(1, "java", "a.b", 1_001_500)), NOW.plusSeconds(2));
    assertThat(rates.in(1, NOW.plusSeconds(3))).isEqualTo(750);
    float[] minute = rates.minute(1, NOW.plusSeconds(3));
    assertThat(minute[FlowRates.LENGTH - 2]).isEqualTo(1000);
    assertThat(minute[FlowRates.LENGTH - 3]).isEqualTo(500);
    assertThat(rates.in(1, NOW.plusSeconds(120))).as("silence is forgotten").isZero();
    rates.heard(FlowEvent.newBuilder().addRemoved(1).build(), NOW);
    assertThat(rates.minute(1, NOW)).containsOnly(0);
  }

  @Test
  void groupsHaveSumsAndCanBeFolded() {
    List<FlowRow> rows =
        List.of(
            FlowRow.of(flow(1, "java", "a.b", 10).build()),
            FlowRow.of(flow(2, "curl", "a.b", 20).setVerdict(Verdict.VERDICT_REFUSED).build()),
            FlowRow.of(flow(3, "java", "c.d", 30).build()));
    List<FlowRow> lines = FlowGroup.arrange(rows, By.PROGRAM, Set.of("curl"));
    assertThat(lines).extracting(FlowRow::name).containsExactly("java", "a", "c", "curl");
    assertThat(lines.getFirst().flow().getBytesIn()).isEqualTo(40);
    assertThat(lines.getFirst().group())
        .isEqualTo(new FlowGroup(By.PROGRAM, "java", 2, 2, 0, false));
    assertThat(lines.getLast().group()).isEqualTo(new FlowGroup(By.PROGRAM, "curl", 1, 1, 1, true));
    assertThat(FlowGroup.arrange(rows, By.NONE, Set.of())).isSameAs(rows);
  }

  @Test
  void theMapSumsWaysAndBundlesTheRest() {
    List<FlowRow> rows = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      rows.add(FlowRow.of(flow(i, "p" + i, "s" + i + ".shop", i * 1000L).build()));
    }
    rows.add(
        FlowRow.of(flow(31, "curl", "gone.pay", 0).setVerdict(Verdict.VERDICT_TIMED_OUT).build()));
    FlowMap map = FlowMap.of(rows);
    assertThat(map.programs()).hasSizeLessThanOrEqualTo(9);
    assertThat(map.programs().getFirst().name()).isEqualTo("p30");
    assertThat(map.places()).hasSizeLessThanOrEqualTo(21);
    assertThat(map.bytes()).isEqualTo(465_000);
    assertThat(map.links().stream().mapToLong(FlowMap.Link::bytes).sum()).isEqualTo(465_000);
    assertThat(map.links()).anyMatch(link -> link.silent() && link.to().name().equals("gone"));
    assertThat(map.links())
        .extracting(FlowMap.Link::filter)
        .contains("program:p30 to:s30 pid:7 ns:shop");
  }

  @Test
  void theTimelineSaysWhatIsKnownAndNoMore() {
    Flow.Builder answered =
        flow(1, "java", "a.b", 10)
            .setDialTime(Duration.newBuilder().setNanos(2_000_000))
            .setFirstByte(Duration.newBuilder().setNanos(5_000_000))
            .setEnded(Timestamp.newBuilder().setSeconds(9_910));
    assertThat(FlowSteps.of(FlowRow.of(answered.build()), NOW).steps())
        .extracting(FlowSteps.Step::key)
        .containsExactly("syn", "dial", "first-byte", "close");
    FlowSteps silent =
        FlowSteps.of(
            FlowRow.of(
                flow(1, "java", "a.b", 0)
                    .setVerdict(Verdict.VERDICT_TIMED_OUT)
                    .setEnded(Timestamp.newBuilder().setSeconds(9_930))
                    .build()),
            NOW);
    assertThat(silent.steps())
        .extracting(FlowSteps.Step::key)
        .containsExactly("syn", "dial", "silence");
    assertThat(silent.whole()).isEqualTo(java.time.Duration.ofSeconds(30));
    assertThat(silent.share(java.time.Duration.ofSeconds(30))).isEqualTo(1);
  }

  @Test
  void textsSurviveWhatStandsInThem() {
    FlowRow row =
        FlowRow.of(
            flow(1, "=cmd,\"x\"", "a.b", 10).setReason("one\ntwo").setDestinationPort(443).build());
    assertThat(FlowText.csv(List.of(row))).contains("\"'=cmd,\"\"x\"\"\"").contains("\"one\ntwo\"");
    assertThat(FlowText.json(List.of(row)))
        .contains(
            "\"program\": \"=cmd,\\\"x\\\"\"", "\"reason\": \"one\\u000atwo\"", "\"ended\": null");
    assertThat(FlowText.curl(row)).isEqualTo("curl -i 'https://a.b/'");
    assertThat(PacketSaver.comment(row)).startsWith("=cmd,\"x\" 7 -> a in b (10.96.0.1:443)");
  }

  @Test
  void theHourNamesItsGaps() {
    List<TrafficSecond> seconds = new ArrayList<>();
    for (int at = 6_400; at < 10_000; at++) {
      if (at < 7_000 || at >= 7_120) {
        seconds.add(
            TrafficSecond.newBuilder()
                .setAt(at)
                .setBytesIn(5)
                .setLink(
                    at >= 9_000 && at < 9_010
                        ? TrafficSecond.Link.LINK_DOWN
                        : TrafficSecond.Link.LINK_UP)
                .build());
      }
    }
    HourModel.Hour hour = HourModel.Hour.of(seconds, NOW);
    assertThat(hour.gaps())
        .containsExactly(
            new HourModel.Gap(7_000, 7_120, HourModel.Why.ASLEEP),
            new HourModel.Gap(9_000, 9_010, HourModel.Why.DOWN));
    assertThat(hour.start()).isEqualTo(6_400);
    assertThat(hour.lately(true)).isEqualTo(5);
  }
}
