package dev.culvert.uitests.script;

import com.google.protobuf.Duration;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.doctor.Computer;
import dev.culvert.app.doctor.Network;
import dev.culvert.app.view.Samples;
import dev.culvert.app.view.TrafficModel.Traffic;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import dev.culvert.proto.helper.v1.DnsEvent;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.Flow;
import dev.culvert.proto.helper.v1.FlowEvent;
import dev.culvert.proto.helper.v1.JournalLine;
import dev.culvert.proto.helper.v1.JournalReport;
import dev.culvert.proto.helper.v1.Program;
import dev.culvert.proto.helper.v1.TrafficEvent;
import dev.culvert.proto.helper.v1.TrafficSecond;
import dev.culvert.proto.helper.v1.Verdict;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Flows and names of the story. */
public final class Talk {
  private static final String[] FLOWS = {
    "idea 2841 orders.shop 9090 10.96.41.7 C 212000 31000 18.4 0 840",
    "python3 50112 catalog.shop 8080 10.96.30.6 C 640000 88100 18.7 0 180",
    "go 50660 payments-api.payments 8080 10.96.51.8 C 3900000 2400000 18.3 0 480",
    "go 50660 webhooks.payments 8080 10.96.63.2 N 0 0 - 0 0",
    "node 47730 notifications.shop 8080 10.96.71.7 C 18000 96400 18.5 0 1320",
    "curl 51921 - 8080 10.20.250.9 U 0 0 18.0 0 4",
    "java 48211 recommendations-personalised-eu-west.shop 8080 10.96.44.1 C 77000 41200 18.8 0 840",
    "docker 1802 registry-mirror.platform 5000 10.96.90.4 C 214000000 3000000 20.3 9 300",
    "code 2977 orders-7d9f8b6c5-x2x9q.shop 5005 10.20.3.41 C 1400000 380000 18.2 0 840",
    "firefox 3120 vpn.acme.example 443 203.0.113.20 X 0 0 - 0 360",
    "dig 51910 kube-dns.kube-system 53u 10.96.0.10 C 312 64 18.1 0 1",
    "k6 51440 checkout.shop 8443 10.96.2.61 C 71300000 64000000 19.4 4 120",
    "java 48211 fraud-check.payments 8080 10.96.18.2 T 0 0 - 3 30",
    "psql 49004 ledger-db.payments 5432 10.20.4.31 C 88200 12400 18.3 0 1860",
    "grpcurl 51902 ledger.payments 9090 10.96.33.9 C 4100 1200 18.6 0 11",
    "node 47730 session-cache.shop 6379 10.20.6.70 C 2200000 1700000 17.9 0 1320",
    "node 47730 cart.shop 8080 10.96.20.15 C 940000 322000 18.0 0 1320",
    "python3 50112 search.shop 9200 10.96.8.44 C 298000000 1800000 23.1 28 180",
    "python3 50112 search.shop 9200 10.96.8.44 C 302000000 1900000 22.6 31 180",
    "curl 51877 psp-adapter.payments 8080 10.96.77.3 R 0 0 17.8 0 2",
    "firefox 3120 frontend.shop 3000 10.96.12.80 C 6800000 214000 19.1 0 360",
    "java 48211 kafka-0.kafka.kafka.svc.cluster.local 9092 10.20.9.3 C 41000000 38700000 18.9 2"
        + " 840",
    "java 48211 orders-db.shop 5432 10.20.5.12 C 18400000 2100000 18.2 0 840"
  };

  private static final String[] QUERIES = {
    "14:23:46.610 java orders-db AAAA A NODATA - 30 4.2",
    "14:23:47.299 node cart.shop A C NOERROR 10.96.20.15 18 0.1",
    "14:23:48.771 java orders-db A A NOERROR 10.20.5.12 30 4.0",
    "14:23:50.003 k6 checkout.shop A C NOERROR 10.96.2.61 4 0.1",
    "14:23:52.118 curl psp.acme.example A H SERVFAIL - - 2004",
    "14:23:53.602 docker registry-mirror.platform A M NOERROR 10.96.90.4 30 3.2",
    "14:23:55.087 code orders-db A A NOERROR 10.20.5.12 30 4.4",
    "14:23:57.416 idea repo.acme.internal A S NOERROR 192.0.2.41 - 8.2",
    "14:23:58.940 python3 _http._tcp.search.shop SRV M NOERROR x,y,z 30 3.8",
    "14:24:01.275 python3 search.shop.svc A C NOERROR 10.96.8.44 22 0.1",
    "14:24:02.660 psql ledger-db-0.ledger-db.payments.svc A M NOERROR 10.20.4.31 30 3.3",
    "14:24:04.017 go payments-api.payments A M NOERROR 10.96.51.8 30 2.9",
    "14:24:04.018 go payments-api.payments AAAA M NODATA - 30 3.0",
    "14:24:05.730 firefox www.example.com A S NOERROR 203.0.113.80 - 12.4",
    "14:24:06.114 node sesion-cache.shop A S NXDOMAIN - 5 6.8",
    "14:24:07.880 java fraud-check.payments A M NOERROR 10.96.18.2 30 3.1",
    "14:24:07.902 java kafka-0.kafka A C NOERROR 10.20.9.3 11 0.1",
    "14:24:08.311 curl orders A A NOERROR 10.96.41.7 30 4.1"
  };

  private Talk() {}

  /** The flows. */
  public static FlowEvent flows() {
    FlowEvent.Builder event = FlowEvent.newBuilder().setSnapshot(true);
    for (int i = 0; i < FLOWS.length; i++) {
      event.addUpserts(flow(i + 1, FLOWS[i].split(" ", -1)));
    }
    return event.build();
  }

  /** So many flows, all different. */
  public static FlowEvent flows(long from, int count) {
    FlowEvent.Builder event = FlowEvent.newBuilder();
    for (int i = 0; i < count; i++) {
      event.addUpserts(flow(from + i, FLOWS[(int) ((from + i) % FLOWS.length)].split(" ", -1)));
    }
    return event.build();
  }

  private static Flow flow(long id, String[] part) {
    boolean udp = part[3].endsWith("u");
    Verdict verdict =
        switch (part[5]) {
          case "N" -> Verdict.VERDICT_DIALLING;
          case "U" -> Verdict.VERDICT_UNREACHABLE;
          case "R" -> Verdict.VERDICT_REFUSED;
          case "T" -> Verdict.VERDICT_TIMED_OUT;
          case "X" -> Verdict.VERDICT_EXCLUDED;
          default -> Verdict.VERDICT_CLUSTER;
        };
    String port = udp ? part[3].substring(0, part[3].length() - 1) : part[3];
    String place = part[4] + ":" + port;
    Reason reason =
        switch (verdict) {
          case VERDICT_UNREACHABLE -> Phrase.DIAL_NO_HOST.of(place);
          case VERDICT_REFUSED -> Phrase.DIAL_REFUSED.of(place);
          case VERDICT_TIMED_OUT -> Phrase.DIAL_SILENT.of(place, 10);
          case VERDICT_EXCLUDED ->
              Reason.said("203.0.113.0/24 is on the list of addresses never routed.");
          default -> Reason.NONE;
        };
    Flow.Builder flow =
        Flow.newBuilder()
            .setId(id)
            .setProtocol(udp ? Flow.Protocol.PROTOCOL_UDP : Flow.Protocol.PROTOCOL_TCP)
            .setSourceAddress("100.64.0.2")
            .setSourcePort(51_000 + (int) (id % 10_000))
            .setDestinationAddress(part[4])
            .setDestinationPort(Integer.parseInt(port))
            .setDestinationName(part[2].equals("-") ? "" : part[2])
            .setProgram(Program.newBuilder().setPid(Integer.parseInt(part[1])).setName(part[0]))
            .setVerdict(verdict)
            .setBytesIn(Long.parseLong(part[6]))
            .setBytesOut(Long.parseLong(part[7]))
            .setRetransmits(Integer.parseInt(part[9]))
            .setTcpState(udp ? "" : "ESTABLISHED");
    Said.why(flow, reason);
    long lasted = Long.parseLong(part[10]);
    flow.setOpened(Story.stamp(Story.NOW.minusSeconds(lasted)));
    if (!part[8].equals("-")) {
      flow.setRoundTrip(millis(part[8])).setDialTime(millis(part[8]));
      if (!part[6].equals("0")) {
        flow.setFirstByte(millis(part[8] + "5"));
      }
    }
    if (verdict != Verdict.VERDICT_CLUSTER && verdict != Verdict.VERDICT_DIALLING) {
      flow.setEnded(Story.stamp(Story.NOW)).setTcpState("CLOSED");
    }
    return flow.build();
  }

  /** A minute of traffic to each of these workloads; a few are silent. */
  public static Map<String, Traffic> traffic(List<Workload> workloads) {
    Map<String, Traffic> all = new HashMap<>();
    Random random = new Random(5);
    for (Workload workload : workloads) {
      if (workload.services().isEmpty() || random.nextInt(3) == 0) {
        continue;
      }
      double level = 2e4 * (1 + random.nextInt(40));
      Samples minute = Samples.SILENT;
      double in = level;
      for (int second = 0; second < Samples.LENGTH; second++) {
        in = Math.max(level / 4, in + (level - in) * 0.3 + (random.nextDouble() - 0.5) * level);
        minute = minute.plus(random.nextInt(16) == 0 ? in * 2.5 : in, in / 9);
      }
      all.put(
          workload.services().getFirst() + "." + workload.key().namespace(),
          new Traffic(minute, 1 + random.nextInt(8)));
    }
    return all;
  }

  /** A minute of traffic. */
  public static Samples minute() {
    Random random = new Random(11);
    double in = 5e6;
    double out = 0.6e6;
    Samples minute = Samples.SILENT;
    for (int second = 0; second < Samples.LENGTH; second++) {
      in = Math.max(1e6, in + (5e6 - in) * 0.25 + (random.nextDouble() - 0.5) * 5e6);
      out = Math.max(1e5, out + (6e5 - out) * 0.25 + (random.nextDouble() - 0.5) * 6e5);
      double burst = random.nextInt(14) == 0 ? 2.2 : 1;
      in = in * burst;
      minute = minute.plus(in, out);
    }
    return minute.plus(12.4e6, 1.1e6);
  }

  /**
   * The flows as they were so many seconds ago: those that carry anything have carried less then.
   */
  public static FlowEvent flows(int secondsAgo) {
    FlowEvent.Builder event = FlowEvent.newBuilder().setSnapshot(secondsAgo >= 60);
    for (Flow now : flows().getUpsertsList()) {
      Random random = new Random(now.getId() * 31);
      double share = 1;
      for (int second = 0; second < secondsAgo; second++) {
        share -= (0.2 + random.nextDouble()) * (random.nextInt(12) == 0 ? 4 : 1) * 0.002;
      }
      event.addUpserts(
          now.toBuilder()
              .setBytesIn((long) (now.getBytesIn() * share))
              .setBytesOut((long) (now.getBytesOut() * share)));
    }
    return event.build();
  }

  /** An hour of traffic, with a sleep and a lost connection in it. */
  public static TrafficEvent hour() {
    Random random = new Random(5);
    TrafficEvent.Builder event = TrafficEvent.newBuilder().setSnapshot(true);
    long end = Story.NOW.getEpochSecond();
    double in = 6e6;
    double out = 0.8e6;
    for (int second = 3600; second > 0; second--) {
      in = Math.max(1e6, in + (6e6 - in) * 0.02 + (random.nextDouble() - 0.5) * 2.4e6);
      out = Math.max(1e5, out + (8e5 - out) * 0.02 + (random.nextDouble() - 0.5) * 3e5);
      boolean asleep = second < 2400 && second > 2270;
      boolean lost = second <= 2270 && second > 2240;
      if (!asleep) {
        event.addSeconds(
            TrafficSecond.newBuilder()
                .setAt(end - second)
                .setLink(lost ? TrafficSecond.Link.LINK_DOWN : TrafficSecond.Link.LINK_UP)
                .setBytesIn(lost ? 0 : (long) (second < 480 && second > 240 ? in * 2 : in))
                .setBytesOut(lost ? 0 : (long) out));
      }
    }
    return event.build();
  }

  /** A computer with a VPN whose addresses the cluster's pods have too. */
  public static Computer computer() {
    return new Computer(
        List.of(
            new Computer.Link("wlan0", 1420, false, false),
            new Computer.Link("tun0", 1400, false, true),
            new Computer.Link("culvert0", 65_535, false, true)),
        List.of(
            route("0.0.0.0/0", "wlan0"),
            route("10.20.4.0/22", "tun0"),
            route("10.96.0.0/16", "culvert0"),
            route("10.20.0.0/16", "culvert0"),
            route("10.21.0.0/16", "culvert0")),
        "nameserver 127.0.0.53",
        Optional.of("/usr/bin/sshfs"),
        true);
  }

  private static Computer.Route route(String cidr, String device) {
    return new Computer.Route(Network.parse(cidr).orElseThrow(), device);
  }

  /** What is changed in the story. */
  public static JournalReport journal() {
    return JournalReport.newBuilder()
        .addLines(line(JournalLine.Kind.KIND_DNS, "systemd-resolved on culvert0", 80, -1))
        .addLines(line(JournalLine.Kind.KIND_ROUTE, "10.96.0.0/16 dev culvert0", 81, -1))
        .addLines(line(JournalLine.Kind.KIND_ADDRESS, "100.64.0.2 on culvert0", 82, -1))
        .addLines(line(JournalLine.Kind.KIND_ROUTE, "10.96.0.0/16 dev culvert0", 12_000, 8_000))
        .build();
  }

  private static JournalLine line(JournalLine.Kind kind, String what, int made, int undone) {
    JournalLine.Builder line =
        JournalLine.newBuilder()
            .setKind(kind)
            .setWhat(what)
            .setMade(Story.stamp(Story.NOW.minusSeconds(made)));
    if (undone >= 0) {
      line.setUndone(Story.stamp(Story.NOW.minusSeconds(undone)));
    }
    return line.build();
  }

  /** The queries. */
  public static DnsEvent queries() {
    DnsEvent.Builder event = DnsEvent.newBuilder().setSnapshot(true);
    for (int i = 0; i < QUERIES.length; i++) {
      event.addQueries(query(i + 1, QUERIES[i].split(" ", -1)));
    }
    return event.build();
  }

  private static DnsQuery query(long id, String[] part) {
    String name = part[2];
    DnsQuery.AnsweredBy by =
        switch (part[4]) {
          case "A" -> DnsQuery.AnsweredBy.ANSWERED_BY_AGENT;
          case "C" -> DnsQuery.AnsweredBy.ANSWERED_BY_CACHE;
          case "S" -> DnsQuery.AnsweredBy.ANSWERED_BY_SYSTEM;
          case "H" -> DnsQuery.AnsweredBy.ANSWERED_BY_HELPER;
          default -> DnsQuery.AnsweredBy.ANSWERED_BY_MANAGER;
        };
    DnsQuery.Builder query =
        DnsQuery.newBuilder()
            .setId(id)
            .setAt(
                Story.stamp(
                    LocalTime.parse(part[0])
                        .atDate(Story.NOW.atZone(ZoneOffset.UTC).toLocalDate())
                        .toInstant(ZoneOffset.UTC)))
            .setProgram(Program.newBuilder().setName(part[1]).setPid(47_730))
            .setName(name)
            .setType(part[3])
            .setAnsweredBy(by)
            .setCode(part[5])
            .setTook(millis(part[8]))
            .setServer("manager");
    Said.rules(query);
    if (!part[6].equals("-")) {
      query.addAllRecords(List.of(part[6].split(",", -1)));
    }
    if (!part[7].equals("-")) {
      query.setTtl(Duration.newBuilder().setSeconds(Long.parseLong(part[7])));
    }
    return query.build();
  }

  private static Duration millis(String text) {
    long nanos = Math.round(Double.parseDouble(text) * 1e6);
    return Duration.newBuilder()
        .setSeconds(nanos / 1_000_000_000)
        .setNanos((int) (nanos % 1_000_000_000))
        .build();
  }
}
