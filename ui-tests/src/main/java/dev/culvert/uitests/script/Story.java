package dev.culvert.uitests.script;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.culvert.app.cluster.Context;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.cluster.Workload.Kind;
import dev.culvert.app.cluster.WorkloadDetail;
import dev.culvert.app.cluster.WorkloadDetail.Part;
import dev.culvert.app.cluster.WorkloadDetail.SecretKey;
import dev.culvert.app.cluster.WorkloadDetail.Variable;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import dev.culvert.core.words.WireReasons;
import dev.culvert.proto.helper.v1.Connected;
import dev.culvert.proto.helper.v1.Connecting;
import dev.culvert.proto.helper.v1.Connection;
import dev.culvert.proto.helper.v1.Disconnected;
import dev.culvert.proto.helper.v1.DnsInfo;
import dev.culvert.proto.helper.v1.FailedPhase;
import dev.culvert.proto.helper.v1.Failure;
import dev.culvert.proto.helper.v1.HistoryEntry;
import dev.culvert.proto.helper.v1.HistoryEvent;
import dev.culvert.proto.helper.v1.Network;
import dev.culvert.proto.helper.v1.Phase;
import dev.culvert.proto.helper.v1.Reconnecting;
import dev.culvert.proto.helper.v1.RouteInfo;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.Traffic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One shop and its payments, as every picture shows them. */
public final class Story {
  private static final Reason SLOW = Phrase.ANSWERS_SLOW.of(412);

  /** When the story is told. */
  public static final Instant NOW = Instant.parse("2026-11-23T14:24:11Z");

  private Story() {}

  /** The kubeconfig of the story. */
  public static List<Context> contexts(String current) {
    return List.of(
        ScriptedCluster.context("dev-eu", "shop", current.equals("dev-eu")),
        ScriptedCluster.context("staging-eu", "shop", current.equals("staging-eu")),
        ScriptedCluster.context("prod-eu", "shop", current.equals("prod-eu")),
        ScriptedCluster.context("kind-local", "default", current.equals("kind-local")));
  }

  /** The cluster of the story. */
  public static ScriptedCluster cluster(String current) {
    ScriptedCluster cluster = new ScriptedCluster(contexts(current));
    cluster.detail(orders());
    return cluster
        .with(workloads())
        .namespace("checkout-preview-mk", 6)
        .namespace("default", 0)
        .namespace("ingress", 3)
        .namespace("kafka", 5)
        .namespace("monitoring", 11)
        .namespace("platform-observability-collectors", 7);
  }

  /** Shop and payments. */
  public static List<Workload> workloads() {
    List<Workload> all = new ArrayList<>();
    String[] shop = {
      "D cart 3/3 8080,9090 shop/cart:2.31.0 12d",
      "D catalog 4/4 8080 shop/catalog:5.2.1 12d",
      "D checkout 2/2 8080,8443 shop/checkout:4.7.0 3h",
      "D frontend 3/3 3000 shop/frontend:2026.11.2 41m",
      "D gateway 2/2 8080 shop/gateway:1.19.4 12d",
      "D inventory 1/2 8080 registry.acme.example/shop/inventory-and-availability:3.0.0-rc.4 6m",
      "D notifications 1/1 8080 shop/notify:1.4.2 12d",
      "D orders 2/2 8080,9090 shop/orders:1.42.0 3d",
      "S orders-db 3/3 5432 postgres:17.2 88d",
      "D recommendations-personalised-eu-west 2/2 8080 shop/recommend:0.9.81 12d",
      "D search 3/3 9200 shop/search:7.1.3 20d",
      "S session-cache 3/3 6379 valkey:8.0 88d",
      "A log-shipper 4/4 - shop/logs:2.2.0 1d",
      "J stock-report 0/0 - shop/report:1.3.0 88d"
    };
    String[] payments = {
      "D card-vault 2/2 8443 pay/vault:6.0.2 30d",
      "D fraud-check 3/3 8080 pay/fraud:2.8.1 5d",
      "D ledger 2/2 8080,9090 pay/ledger:3.3.0 30d",
      "S ledger-db 3/3 5432 postgres:17.2 120d",
      "D payments-api 4/4 8080 pay/api:8.14.0 9d",
      "D psp-adapter 0/1 8080 pay/psp:1.1.7 4m",
      "D refunds 1/1 8080 pay/refunds:1.6.0 30d",
      "J settlement-nightly 0/0 - pay/settle:2.0.1 120d",
      "D webhooks 2/2 8080 pay/hooks:1.0.12 30d"
    };
    for (String line : shop) {
      all.add(workload("shop", line));
    }
    for (String line : payments) {
      all.add(workload("payments", line));
    }
    return all;
  }

  private static Workload workload(String namespace, String line) {
    String[] part = line.split(" ", -1);
    Kind kind =
        switch (part[0]) {
          case "S" -> Kind.STATEFUL_SET;
          case "J" -> Kind.CRON_JOB;
          case "A" -> Kind.DAEMON_SET;
          default -> Kind.DEPLOYMENT;
        };
    String[] ready = part[2].split("/", -1);
    List<Workload.Port> ports = new ArrayList<>();
    if (!part[3].equals("-")) {
      for (String port : part[3].split(",", -1)) {
        ports.add(
            new Workload.Port(
                Integer.parseInt(port), port.equals("9090") ? "metrics" : "http", "TCP"));
      }
    }
    String age = part[5];
    long amount = Long.parseLong(age.substring(0, age.length() - 1));
    Instant created =
        switch (age.charAt(age.length() - 1)) {
          case 'd' -> NOW.minusSeconds(amount * 86_400);
          case 'h' -> NOW.minusSeconds(amount * 3600);
          default -> NOW.minusSeconds(amount * 60);
        };
    return new Workload(
        new Workload.Key(kind, namespace, part[1]),
        Integer.parseInt(ready[1]),
        Integer.parseInt(ready[0]),
        ports,
        part[4],
        created,
        Map.of("app", part[1], "team", namespace),
        ports.isEmpty() ? List.of() : List.of(part[1]));
  }

  private static State.Builder base() {
    return State.newBuilder().setHelperVersion("1.0.3").setMayChange(true).setOwner("mara");
  }

  /** Nothing is changed. */
  public static State disconnected() {
    return base().setPhase(phase(NOW).setDisconnected(Disconnected.getDefaultInstance())).build();
  }

  /** Another user installed it. */
  public static State onlooker() {
    return disconnected().toBuilder().setMayChange(false).setOwner("jonas").build();
  }

  /** On the way. */
  public static State connecting(String context, Connecting.Step step) {
    return base()
        .setPhase(phase(NOW).setConnecting(Connecting.newBuilder().setStep(step)))
        .setConnection(Connection.newBuilder().setContext(context).setNamespace("shop"))
        .build();
  }

  /** It works. */
  public static State connected(String context, long bytesIn, long bytesOut) {
    return network(
        base()
            .setPhase(phase(NOW.minusSeconds(8040)).setConnected(Connected.getDefaultInstance()))
            .setTraffic(traffic(bytesIn, bytesOut, 18)),
        context);
  }

  /** It works, not well. */
  public static State degraded(String context) {
    return network(
        base()
            .setPhase(
                phase(NOW.minusSeconds(8040))
                    .setConnected(
                        Connected.newBuilder()
                            .setDegraded(SLOW.toString())
                            .setDegradedReason(WireReasons.toWire(SLOW))))
            .setTraffic(traffic(0, 0, 412)),
        context);
  }

  /** It was there and comes back. */
  public static State reconnecting(String context, int attempt, int seconds) {
    return network(
        base()
            .setPhase(
                phase(NOW.minusSeconds(42))
                    .setReconnecting(
                        Reconnecting.newBuilder()
                            .setCause("Wi-Fi changed")
                            .setAttempt(attempt)
                            .setNextTry(stamp(NOW.plusSeconds(seconds))))),
        context);
  }

  /** The API server refuses to forward. */
  public static State failed(String context) {
    return base()
        .setPhase(
            phase(NOW)
                .setFailed(
                    FailedPhase.newBuilder()
                        .setFailure(
                            Failure.newBuilder()
                                .setCode("CUL-K04")
                                .setStep(Connecting.Step.STEP_WAITING_FOR_MANAGER)
                                .setMessage(context + " does not let you reach the manager")
                                .setDetail(
                                    "403: mara@acme.example may not create pods/portforward in"
                                        + " the namespace culvert")
                                .setRemedy(
                                    "Ask someone who runs "
                                        + context
                                        + " to bind the role culvert-user to you"))))
        .setConnection(Connection.newBuilder().setContext(context).setNamespace("shop"))
        .build();
  }

  private static State network(State.Builder state, String context) {
    return state
        .setConnection(
            Connection.newBuilder()
                .setContext(context)
                .setIdentity("mara")
                .setNamespace("shop")
                .setUser("mara")
                .setUid(1000)
                .setManagerNamespace("culvert")
                .setManagerPod("culvert-manager-7d9f8b6c5-x2x9q")
                .setManagerVersion("1.0.3")
                .setRoad("port-forward"))
        .setNetwork(
            Network.newBuilder()
                .setDevice("culvert0")
                .setMtu(65_535)
                .addAddresses("100.64.0.2")
                .addRoutes(RouteInfo.newBuilder().setCidr("10.96.0.0/16").setSource("Services"))
                .addRoutes(RouteInfo.newBuilder().setCidr("10.20.0.0/16").setSource("pods"))
                .addRoutes(RouteInfo.newBuilder().setCidr("10.21.0.0/16").setSource("pods"))
                .setDns(
                    DnsInfo.newBuilder()
                        .setMode("systemd-resolved")
                        .setClusterDomain("cluster.local")
                        .addSearch("shop.svc.cluster.local")))
        .build();
  }

  private static Traffic traffic(long in, long out, int millis) {
    return Traffic.newBuilder()
        .setBytesIn(in)
        .setBytesOut(out)
        .setLiveFlows(214)
        .setRoundTrip(Duration.newBuilder().setNanos(millis * 1_000_000))
        .build();
  }

  /** What a close look at orders shows. */
  public static WorkloadDetail orders() {
    SecretKey password = new SecretKey("shop", "orders-db", "password");
    return new WorkloadDetail(
        new Workload.Key(Kind.DEPLOYMENT, "shop", "orders"),
        "42",
        Part.of(
            List.of(
                new WorkloadDetail.Pod(
                    "orders-7d9f8b6c5-x2x9q",
                    "Running",
                    true,
                    0,
                    "10.20.3.41",
                    NOW.minusSeconds(259_200)),
                new WorkloadDetail.Pod(
                    "orders-7d9f8b6c5-lw4tk",
                    "Running",
                    true,
                    2,
                    "10.20.7.18",
                    NOW.minusSeconds(259_200)))),
        Part.of(
            List.of(
                new WorkloadDetail.Service("orders", "10.96.41.7", List.of("80 → 8080")),
                new WorkloadDetail.Service("orders-metrics", "headless", List.of("9090")))),
        Part.of(
            List.of(
                new Variable("orders", "DB_HOST", "orders-db.shop", "", null),
                new Variable("orders", "DB_PASSWORD", "", "Secret orders-db, password", password),
                new Variable(
                    "orders",
                    "KAFKA_BROKERS",
                    "kafka-0.kafka:9092",
                    "ConfigMap kafka, brokers",
                    null),
                new Variable("orders", "POD_IP", "", "field status.podIP", null))),
        Part.of(
            List.of(
                new WorkloadDetail.Volume(
                    "/etc/orders/templates", "ConfigMap", "orders-templates", true),
                new WorkloadDetail.Volume("/var/lib/orders/exports", "PVC", "20\u00a0GiB", false))),
        Part.of(
            List.of(
                new WorkloadDetail.Event(
                    NOW.minusSeconds(240),
                    true,
                    "Unhealthy",
                    "Readiness probe failed: HTTP probe failed with statuscode: 503",
                    "orders-7d9f8b6c5-lw4tk",
                    3),
                new WorkloadDetail.Event(
                    NOW.minusSeconds(259_200),
                    false,
                    "ScalingReplicaSet",
                    "Scaled up replica set orders-7d9f8b6c5 from 1 to 2",
                    "orders",
                    1))));
  }

  /** The last day: two sessions, a Wi-Fi that changed, a night, a failure. */
  public static HistoryEvent history() {
    HistoryEvent.Builder event = HistoryEvent.newBuilder().setSnapshot(true);
    String[] lines = {
      "1462 HELPER_STARTED - - - 0 0",
      "1210 CONNECTING dev-eu - - 0 0",
      "1209 CONNECTED dev-eu - - 0 0",
      "1043 RECONNECTING dev-eu Wi-Fi_changed - 3 12",
      "1042 CONNECTED dev-eu - - 0 9",
      "962 DISCONNECTED - - - 0 0",
      "372 CONNECTING staging-eu - - 0 0",
      "371 FAILED staging-eu staging-eu_does_not_let_you_reach_the_manager CUL-K04 0 0",
      "352 CONNECTING dev-eu - - 0 0",
      "352 CONNECTED dev-eu - - 0 0",
      "214 DEGRADED dev-eu answers_take_412_ms - 0 31",
      "187 CONNECTED dev-eu - - 0 28",
      "136 RECONNECTING dev-eu this_computer_slept - 2 4",
      "134 CONNECTED dev-eu - - 0 4"
    };
    for (int i = 0; i < lines.length; i++) {
      String[] part = lines[i].split(" ", -1);
      HistoryEntry.Builder entry =
          HistoryEntry.newBuilder()
              .setId(i + 1)
              .setAt(stamp(NOW.minusSeconds(60 * Long.parseLong(part[0]))))
              .setKind(HistoryEntry.Kind.valueOf("KIND_" + part[1]))
              .setContext(part[2].equals("-") ? "" : part[2])
              .setText(part[3].equals("-") ? "" : part[3].replace('_', ' '))
              .setCode(part[4].equals("-") ? "" : part[4])
              .setAttempts(Integer.parseInt(part[5]))
              .setLiveFlows(Integer.parseInt(part[6]));
      if (entry.getKind() == HistoryEntry.Kind.KIND_DEGRADED) {
        entry.setReason(WireReasons.toWire(SLOW));
      }
      event.addUpserts(entry);
    }
    return event.build();
  }

  static Phase.Builder phase(Instant since) {
    return Phase.newBuilder().setSince(stamp(since));
  }

  static Timestamp stamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
