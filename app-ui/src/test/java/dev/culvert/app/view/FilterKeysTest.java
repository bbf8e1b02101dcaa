package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.culvert.proto.helper.v1.Flow;
import dev.culvert.proto.helper.v1.Program;
import dev.culvert.proto.helper.v1.Verdict;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterKeysTest {
  private static final FlowRow ROW =
      FlowRow.of(
          Flow.newBuilder()
              .setProtocol(Flow.Protocol.PROTOCOL_TCP)
              .setDestinationName("orders.shop")
              .setDestinationAddress("10.96.41.7")
              .setDestinationPort(8080)
              .setProgram(Program.newBuilder().setPid(4821).setName("java"))
              .setVerdict(Verdict.VERDICT_TIMED_OUT)
              .setReason("the manager heard nothing")
              .setBytesIn(2_500_000)
              .setDialTime(Duration.newBuilder().setNanos(22_000_000))
              .setOpened(Timestamp.newBuilder().setSeconds(1000))
              .setTcpState("CLOSED")
              .setRetransmits(3)
              .build());

  @ParameterizedTest
  @CsvSource({
    "program:java, true",
    "!program:java, false",
    "ns:shop verdict:timed-out, true",
    "'verdict:refused,timed', true",
    "port:8080, true",
    "port:8000-9000, true",
    "port:443, false",
    "!port:443, true",
    "rtt:>20ms, true",
    "rtt:>22ms, false",
    "rtt:>=22ms, true",
    "rtt:<0.1s, true",
    "in:>2MB, true",
    "in:>2.5MB, false",
    "in:<3MB, true",
    "retr:>2, true",
    "age:>1min, true",
    "age:<1min, false",
    "pid:4821, true",
    "state:live, true",
    "orders:8080, true",
    "10.96.41.7:8080, true",
    "orders:81, false",
    "fd00::1, false",
    "reason:\"heard nothing\", true",
    "\"java orders\", false",
    "ns:, true",
    "rtt:>, true",
    "JAVA !curl, true"
  })
  void understands(String filter, boolean through) {
    FilterKeys.Parsed parsed = FlowRow.KEYS.parse(filter);
    assertThat(parsed.problem()).isEmpty();
    assertThat(parsed.filter().test(ROW, Instant.ofEpochSecond(1100))).isEqualTo(through);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colour:red | There is no key colour:.",
        "verdict:maybe | verdict:maybe matches nothing: its values are cluster",
        "port:http | port:http is not a number.",
        "port:90-80 | port:90-80 is not a number.",
        "rtt:>20 | rtt:>20 is not a time.",
        "in:>big | in:>big is not a size.",
        "ns:shop !colour:red | There is no key colour:."
      })
  void saysWhatIsWrong(String filter, String begins) {
    assertThat(Messages.plain(FlowRow.KEYS.parse(filter).problem())).startsWith(begins);
  }

  @Test
  void aClickedValueIsAddedOnceAndReadBack() {
    String once = Filter.plus("ns:shop", "program", "my prog", true);
    assertThat(once).isEqualTo("ns:shop !program:\"my prog\"");
    assertThat(Filter.plus(once, "program", "my prog", true)).isEqualTo(once);
    assertThat(FilterToken.all(once)).extracting(FilterToken::text).hasSize(2);
    assertThat(FlowRow.KEYS.parse(once).problem()).isEmpty();
  }

  @Test
  void aWrongFilterLeavesTheOneBeforeInForce() {
    HandWorkbench bench = new HandWorkbench();
    LiveTable<FlowRow> table =
        new LiveTable<>(bench, FlowRow::id, row -> row, FlowRow.KEYS, FlowRow::live, 10);
    table.change(true, java.util.List.of(ROW), java.util.List.of());
    table.filter().set("program:curl");
    bench.pass(java.time.Duration.ofSeconds(1));
    table.filter().set("program:curl port:x");
    bench.pass(java.time.Duration.ofSeconds(1));
    assertThat(table.problem().get()).isNotEmpty();
    assertThat(table.picture().get().rows()).isEmpty();
    table.filter().set("");
    bench.pass(java.time.Duration.ofSeconds(1));
    assertThat(table.problem().get()).isEmpty();
    assertThat(table.picture().get().rows()).containsExactly(ROW);
    assertThat(table.picture().get().marked()).isEqualTo(1);
  }
}
