package dev.culvert.core.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.inspect.DnsRecord.AnsweredBy;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Phrase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept, what subscribers are told, and what it is called. */
final class LogsTest {
  private static final Endpoint SOURCE = new Endpoint(IpAddress.parse("192.0.2.1"), 40_000);
  private static final Endpoint SERVICE = new Endpoint(IpAddress.parse("10.96.0.10"), 80);

  private Instant now = Instant.EPOCH;
  private final InstantSource clock = () -> now;
  private final NameIndex names = new NameIndex(2);
  private final CompletableFuture<Optional<Program>> program = new CompletableFuture<>();

  private FlowLog flowLog(int capacity) {
    return new FlowLog(capacity, clock, names, (_, _) -> program);
  }

  @Test
  void tellsAFlowsWholeLife() {
    names.learn(SERVICE.address(), "orders.shop");
    FlowLog log = flowLog(10);
    Table table = new Table();
    var _ = log.subscribe(table);
    log.tick();
    assertThat(table.snapshots).as("also when there is nothing yet").isEqualTo(1);

    FlowCounters counters = log.opened(1, FlowRecorder.Protocol.TCP, SOURCE, SERVICE);
    log.tick();
    FlowRecord dialling = table.flow(1);
    assertThat(dialling.verdict()).isEqualTo(Verdict.DIALLING);
    assertThat(dialling.destinationName()).isEqualTo("orders.shop");
    assertThat(dialling.program()).isEmpty();

    program.complete(Optional.of(new Program(7, "curl", 1000)));
    log.established(1, 5_000_000);
    counters.bytesIn = 100;
    counters.bytesOut = 7;
    counters.state = "ESTABLISHED";
    counters.publish();
    log.tick();
    FlowRecord established = table.flow(1);
    assertThat(established.verdict()).isEqualTo(Verdict.CLUSTER);
    assertThat(established.program()).contains(new Program(7, "curl", 1000));
    assertThat(established.dialTime()).contains(Duration.ofMillis(5));
    assertThat(established.bytesIn()).isEqualTo(100);
    assertThat(established.tcpState()).isEqualTo("ESTABLISHED");
    assertThat(log.totals()).isEqualTo(new FlowLog.Totals(100, 7, 1));

    counters.bytesIn = 150;
    now = now.plusSeconds(3);
    log.ended(1, null);
    log.ended(1, new Failure(Failure.Cause.RESET, "said twice"));
    log.tick();
    FlowRecord ended = table.flow(1);
    assertThat(ended.ended()).contains(now);
    assertThat(ended.verdict()).isEqualTo(Verdict.CLUSTER);
    assertThat(ended.bytesIn()).isEqualTo(150);
    assertThat(log.totals()).isEqualTo(new FlowLog.Totals(150, 7, 0));

    int batches = table.batches;
    log.tick();
    assertThat(table.batches).as("nothing new, nothing told").isEqualTo(batches);
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED,     false, REFUSED",
    "EXHAUSTED,   false, REFUSED",
    "UNREACHABLE, false, UNREACHABLE",
    "TIMED_OUT,   false, TIMED_OUT",
    "TIMED_OUT,   true,  RESET",
    "FORBIDDEN,   false, FORBIDDEN",
    "RESET,       true,  RESET",
    "TUNNEL_DOWN, true,  RESET",
    "TUNNEL_DOWN, false, UNREACHABLE",
  })
  void namesTheVerdictAndTheReason(Failure.Cause cause, boolean established, Verdict verdict) {
    FlowLog log = flowLog(10);
    var _ = log.opened(1, FlowRecorder.Protocol.TCP, SOURCE, SERVICE);
    if (established) {
      log.established(1, 1);
    }
    log.ended(1, new Failure(cause, "10.96.0.10:80 answered with a reset"));
    FlowRecord flow = log.snapshot().getFirst();
    assertThat(flow.verdict()).isEqualTo(verdict);
    assertThat(flow.reason()).hasToString("10.96.0.10:80 answered with a reset");
  }

  @Test
  void whatTheProgramLeftWasTheClustersAllTheSame() {
    FlowLog log = flowLog(10);
    var _ = log.opened(1, FlowRecorder.Protocol.TCP, SOURCE, SERVICE);
    log.established(1, 1);
    log.abandoned(1, Phrase.PROGRAM_RESET.of());
    FlowRecord flow = log.snapshot().getFirst();
    assertThat(flow.verdict()).isEqualTo(Verdict.CLUSTER);
    assertThat(flow.reason()).hasToString("the program ended it with a reset");
    assertThat(flow.ended()).contains(now);
  }

  @Test
  void whatAnAttachmentBringsIsTakenAndSaysWhatBroughtIt() {
    FlowLog log = flowLog(10);
    Table table = new Table();
    var _ = log.subscribe(table);
    Endpoint here = new Endpoint(IpAddress.v4(0x7f000001), 3000);
    TakenFlow taken = log.taken("a1", SOURCE, here, "orders.shop");
    log.tick();
    long id = log.snapshot().getFirst().id();
    assertThat(table.flow(id).verdict()).isEqualTo(Verdict.DIALLING);
    program.complete(Optional.of(new Program(7, "node", 1000)));
    taken.opened(here, new Endpoint(here.address(), 40_000));
    taken.in(100);
    taken.out(7);
    taken.publish();
    log.tick();
    FlowRecord open = table.flow(id);
    assertThat(open.verdict()).isEqualTo(Verdict.TAKEN);
    assertThat(open.attachment()).isEqualTo("a1");
    assertThat(open.source()).isEqualTo(SOURCE);
    assertThat(open.destinationName()).isEqualTo("orders.shop");
    assertThat(open.program()).map(Program::name).contains("node");
    assertThat(open.bytesIn()).isEqualTo(100);
    taken.ended(null);
    log.tick();
    assertThat(table.flow(id).verdict()).isEqualTo(Verdict.TAKEN);
    TakenFlow refused = log.taken("a1", SOURCE, here, "orders.shop");
    refused.ended(new Failure(Failure.Cause.REFUSED, "nothing listens at 127.0.0.1:3000"));
    log.tick();
    assertThat(log.snapshot().getLast().verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(log.snapshot().getLast().reason().toString()).contains("nothing listens");
  }

  @Test
  void whatStaysOnThisComputerSaysSoAndBecauseOfWhat() {
    FlowLog log = flowLog(10);
    var _ = log.opened(1, FlowRecorder.Protocol.TCP, SOURCE, SERVICE);
    log.direct(1, "a1");
    log.established(1, 1);
    FlowRecord open = log.snapshot().getFirst();
    assertThat(open.verdict()).isEqualTo(Verdict.TAKEN);
    assertThat(open.direct()).isTrue();
    assertThat(open.attachment()).isEqualTo("a1");
    assertThat(open.destination()).isEqualTo(SERVICE);
    assertThat(open.reason()).isEqualTo(Phrase.DIRECT.of("a1"));
    log.ended(1, null);
    assertThat(log.snapshot().getFirst().verdict()).isEqualTo(Verdict.TAKEN);
    assertThat(log.snapshot().getFirst().reason()).isEqualTo(Phrase.DIRECT.of("a1"));

    var _ = log.opened(2, FlowRecorder.Protocol.TCP, SOURCE, SERVICE);
    log.direct(2, "a1");
    log.ended(2, new Failure(Failure.Cause.REFUSED, "nothing listens at 127.0.0.1:3000"));
    assertThat(log.snapshot().getLast().verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(log.snapshot().getLast().reason()).hasToString("nothing listens at 127.0.0.1:3000");
  }

  @Test
  void saysWhenTheProgramGaveUp() {
    FlowLog log = flowLog(10);
    var _ = log.opened(1, FlowRecorder.Protocol.TCP, SOURCE, SERVICE);
    now = now.plusMillis(1_500);
    log.ended(1, null);
    assertThat(log.snapshot().getFirst().verdict()).isEqualTo(Verdict.TIMED_OUT);
    assertThat(log.snapshot().getFirst().reason())
        .hasToString("the program gave up after 1500 ms, before 10.96.0.10:80 had answered");
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void keepsTheTableOfEverySubscriberRightHoweverSlow(long seed) {
    Random random = new Random(seed);
    FlowLog log = flowLog(50);
    List<Table> tables = new ArrayList<>();
    List<FlowCounters> counters = new ArrayList<>();
    long expectedIn = 0;
    for (int step = 0; step < 5_000; step++) {
      switch (random.nextInt(6)) {
        case 0, 1 ->
            counters.add(log.opened(counters.size(), FlowRecorder.Protocol.UDP, SOURCE, SERVICE));
        case 2 -> {
          if (!counters.isEmpty()) {
            log.established(random.nextInt(counters.size()), 1);
          }
        }
        case 3 -> {
          int id = Math.max(0, counters.size() - 1 - random.nextInt(60));
          log.ended(id, null);
        }
        case 4 -> {
          int live = counters.size() - 1;
          if (live >= 0
              && log.snapshot().stream().anyMatch(f -> f.id() == live && f.ended().isEmpty())) {
            counters.get(live).bytesIn += 3;
            expectedIn += 3;
            counters.get(live).publish();
          }
        }
        default -> {
          if (tables.size() < 5 && random.nextInt(50) == 0) {
            Table table = new Table();
            tables.add(table);
            var _ = log.subscribe(table);
          }
          tables.forEach(table -> table.ready = random.nextInt(20) == 0);
          log.tick();
        }
      }
    }
    for (int id = 0; id < counters.size(); id++) {
      log.ended(id, null);
    }
    tables.forEach(table -> table.ready = true);
    log.tick();
    assertThat(log.snapshot()).hasSize(50);
    assertThat(log.totals()).isEqualTo(new FlowLog.Totals(expectedIn, 0, 0));
    for (Table table : tables) {
      assertThat(table.flows.values()).containsExactlyInAnyOrderElementsOf(log.snapshot());
    }
  }

  @Test
  void neverForgetsALiveFlow() {
    FlowLog log = flowLog(3);
    for (int id = 0; id < 5; id++) {
      var _ = log.opened(id, FlowRecorder.Protocol.TCP, SOURCE, SERVICE);
    }
    assertThat(log.snapshot()).hasSize(5);
    log.ended(4, null);
    assertThat(log.snapshot()).extracting(FlowRecord::id).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void onlyFlowsThatMoveAreToldAndCounted() {
    FlowLog log = flowLog(1000);
    List<List<Long>> told = new ArrayList<>();
    List<FlowCounters> counters = new ArrayList<>();
    for (int id = 0; id < 100; id++) {
      counters.add(log.opened(id, FlowRecorder.Protocol.TCP, SOURCE, SERVICE));
    }
    var _ =
        log.subscribe(
            new FlowSubscriber() {
              @Override
              public boolean ready() {
                return true;
              }

              @Override
              public void onBatch(Batch batch) {
                told.add(batch.upserts().stream().map(FlowRecord::id).toList());
              }
            });
    log.tick();
    told.clear();
    log.tick();
    assertThat(told).as("nothing moves").isEmpty();
    counters.get(42).bytesIn = 5;
    counters.get(42).publish();
    counters.get(42).publish();
    counters.get(7).bytesOut = 3;
    log.tick();
    assertThat(told).as("7 has published nothing").containsExactly(List.of(42L));
    counters.get(7).publish();
    counters.get(42).bytesIn = 6;
    counters.get(42).publish();
    log.tick();
    assertThat(told.getLast()).containsExactlyInAnyOrder(7L, 42L);
    assertThat(log.totals()).isEqualTo(new FlowLog.Totals(6, 3, 100));
  }

  @Test
  void endsASubscriptionThatFailsAndServesTheOthers() {
    FlowLog log = flowLog(3);
    Table good = new Table();
    var _ =
        log.subscribe(
            new FlowSubscriber() {
              @Override
              public boolean ready() {
                return true;
              }

              @Override
              public void onBatch(Batch batch) {
                throw new IllegalStateException("the call was cancelled");
              }
            });
    Runnable end = log.subscribe(good);
    log.tick();
    assertThat(good.batches).isEqualTo(1);
    end.run();
    var _ = log.opened(1, FlowRecorder.Protocol.TCP, SOURCE, SERVICE);
    log.tick();
    assertThat(good.batches).isEqualTo(1);
  }

  @Test
  void keepsTheLastQueriesAndTellsEachOnce() {
    DnsLog log = new DnsLog(1_000);
    List<Long> told = new ArrayList<>();
    List<Boolean> snapshots = new ArrayList<>();
    boolean[] ready = {true};
    var _ =
        log.subscribe(
            new DnsSubscriber() {
              @Override
              public boolean ready() {
                return ready[0];
              }

              @Override
              public void onBatch(boolean snapshot, List<DnsRecord> queries) {
                snapshots.add(snapshot);
                assertThat(queries.size()).isLessThanOrEqualTo(DnsLog.BATCH);
                queries.forEach(query -> told.add(query.id()));
              }
            });
    log.tick();
    assertThat(snapshots).as("a first batch also when empty").containsExactly(true);
    for (int i = 0; i < 700; i++) {
      log.add(query(), Optional.empty());
    }
    log.tick();
    assertThat(told).hasSize(700).isSorted().doesNotHaveDuplicates();
    ready[0] = false;
    for (int i = 0; i < 3_000; i++) {
      log.add(query(), Optional.empty());
    }
    log.tick();
    assertThat(told).hasSize(700);
    ready[0] = true;
    log.tick();
    assertThat(told).as("as much as the log still had").hasSize(1_700);
    assertThat(told.getLast()).isEqualTo(3_700);
    assertThat(snapshots).filteredOn(snapshot -> snapshot).hasSize(1);
    assertThat(log.snapshot()).hasSize(1_000);
  }

  @Test
  void remembersTheLastNameOfEachAddress() {
    IpAddress a = IpAddress.parse("10.0.0.1");
    IpAddress b = IpAddress.parse("10.0.0.2");
    IpAddress c = IpAddress.parse("10.0.0.3");
    names.learn(a, "one");
    names.learn(b, "two");
    names.learn(a, "uno");
    names.learn(c, "three");
    assertThat(names.nameOf(a)).isEqualTo("uno");
    assertThat(names.nameOf(b)).as("forgotten first").isEmpty();
    names.clear();
    assertThat(names.nameOf(a)).isEmpty();
  }

  @Test
  void knowsNobodyWhereProgramsCannotBeTold() {
    CompletionStage<Optional<Program>> nobody =
        ProgramFinder.NONE.find(FlowRecorder.Protocol.TCP, SOURCE);
    assertThat(nobody.toCompletableFuture().join()).isEmpty();
  }

  private static DnsRecord query() {
    return new DnsRecord(
        0,
        Instant.EPOCH,
        Optional.empty(),
        "orders.shop",
        "A",
        "orders.shop.svc.cluster.local",
        Phrase.RULE_NAMESPACE.of(),
        AnsweredBy.MANAGER,
        "NOERROR",
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        List.of(),
        "manager",
        Map.of());
  }

  /** What a window would show. */
  private static final class Table implements FlowSubscriber {
    final Map<Long, FlowRecord> flows = new HashMap<>();
    boolean ready = true;
    int batches;
    int snapshots;

    FlowRecord flow(long id) {
      FlowRecord flow = flows.get(id);
      if (flow == null) {
        throw new AssertionError("flow " + id + " was not told");
      }
      return flow;
    }

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public void onBatch(Batch batch) {
      batches++;
      if (batch.snapshot()) {
        snapshots++;
        flows.clear();
      }
      batch.upserts().forEach(flow -> flows.put(flow.id(), flow));
      batch.removed().forEach(flows::remove);
    }
  }
}
