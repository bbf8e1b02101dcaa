package dev.culvert.playground.bench;

import dev.culvert.playground.kubernetes.JavaPod;
import dev.culvert.playground.kubernetes.KubectlForward;
import dev.culvert.playground.kubernetes.RealCluster;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code ./culvert bench --cluster}: the same work through Culvert, through {@code kubectl
 * port-forward} and directly from the node, on one real cluster in one run.
 */
final class ClusterBench {
  private static final String KUBECTL = "kubectl";
  private static final String POD = "bench";
  private static final List<Integer> PORTS =
      List.of(
          BenchServer.SINK,
          BenchServer.SOURCE,
          BenchServer.ECHO,
          BenchServer.HELLO,
          BenchServer.DEAF);

  private final double seconds;
  private final int stall;
  private final Report report = new Report(KUBECTL);
  private final Contest contest;

  /**
   * A run.
   *
   * @param stall seconds that a receiver reads nothing
   */
  ClusterBench(int rounds, double seconds, int stall) {
    this.seconds = seconds;
    this.stall = stall;
    contest = new Contest(report, KUBECTL, rounds, seconds);
  }

  void run(Optional<Path> json) {
    RealCluster cluster =
        RealCluster.running()
            .orElseThrow(() ->
                new IllegalStateException(
                    "no real cluster is up; sudo ./culvert cluster up starts one"));
    Contest.progress("starting the server's pod");
    cluster.apply(JavaPod.manifest(POD, BenchServer.class, PORTS));
    try (Laptop laptop =
        new Laptop(
            cluster.laptopOf("admin"),
            System.getProperty("culvert.app.classpath", ""),
            cluster.folder().resolve("log"))) {
      cluster.told("wait", "--for=condition=Ready", "pod/" + POD, "--timeout=80s");
      String target = cluster.told("get", "pod", POD, "-o", "jsonpath={.status.podIP}");
      // As it is, where it is installed already.
      laptop.cli("install", cluster.context(), "--pull-policy", "Never").orFail("culvert install");
      laptop.startHelper();
      laptop.cli("connect", cluster.context(), "-n", "default").orFail("connect");
      try (KubectlForward forward = KubectlForward.open(cluster, laptop.computer(), POD, PORTS)) {
        Way culvert = new Way("culvert", laptop::runJava, port -> to(target, port));
        Way kubectl = new Way(KUBECTL, laptop::runJava, port -> to("127.0.0.1", port));
        Way direct =
            new Way(
                "direct",
                (atMost, main, arguments) -> onNode(cluster, atMost, main, arguments),
                port -> to(target, port));
        measure(List.of(culvert, kubectl, direct));
        stalled(culvert, cluster, laptop);
      }
      laptop.cli("disconnect").orFail("disconnect");
      laptop.stopHelper();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the benchmark was broken off", e);
    } finally {
      cluster.kubectl("delete", "pod,service", POD, "--wait=false");
    }
    report.print(System.out);
    json.ifPresent(report::writeJson);
  }

  private void measure(List<Way> all) {
    Contest.progress("warming up");
    for (Way way : all) {
      way.measure("up", BenchServer.SINK, seconds);
      way.measure("down", BenchServer.SOURCE, seconds);
      way.measure("connect", BenchServer.HELLO, seconds / 2, "1");
    }
    Goal faster = Goal.atLeastOf(KUBECTL, 1.3);
    for (String flows : List.of("1", "4")) {
      contest.line(
          "tcp-up-" + flows,
          "Gbit/s",
          contest.turns("up", BenchServer.SINK, all, flows),
          "gbits",
          faster);
      contest.line(
          "tcp-down-" + flows,
          "Gbit/s",
          contest.turns("down", BenchServer.SOURCE, all, flows),
          "gbits",
          faster);
    }
    Turns trips = contest.turns("rtt", BenchServer.ECHO, all);
    contest.line("rtt-64-p50", "us", trips, "p50us", Goal.atMostOf(KUBECTL, 1.15));
    contest.line("rtt-64-p99", "us", trips, "p99us");
    Turns connections = contest.turns("connect", BenchServer.HELLO, all, "1");
    contest.line("first-byte-p50", "us", connections, "p50us", Goal.atMostOf(KUBECTL, 0.25));
    contest.line("first-byte-p99", "us", connections, "p99us");
    contest.line("connect-1", "per s", connections, "persec");
  }

  /** What a receiver that reads nothing costs in memory, here and in the cluster. */
  private void stalled(Way culvert, RealCluster cluster, Laptop laptop) throws IOException {
    Contest.progress("a receiver that reads nothing for " + stall + " s");
    culvert.measure("stalled", BenchServer.SOURCE, 2);
    double helperBefore = JavaPrograms.residentMib(laptop.helper().pid());
    double managerBefore = managerMib(cluster);
    culvert.measure("stalled", BenchServer.SOURCE, stall);
    // The buffers of a flow each way, and what the collector has not come to yet.
    report.add(
        Line.judged(
            "helper-stall-growth",
            JavaPrograms.residentMib(laptop.helper().pid()) - helperBefore,
            "MiB",
            null,
            null,
            Goal.atMost(32)));
    report.add(
        Line.judged(
            "manager-stall-growth",
            managerMib(cluster) - managerBefore,
            "MiB",
            null,
            null,
            Goal.atMost(32)));
    report.add(
        Line.alone("helper", JavaPrograms.residentMib(laptop.helper().pid()), "MiB resident"));
    report.add(Line.alone("manager", managerMib(cluster), "MiB working set"));
  }

  private static Output onNode(
      RealCluster cluster, Duration atMost, Class<?> main, String... arguments) {
    return cluster.runOnNode(atMost, JavaPrograms.java("256m", main, arguments));
  }

  /** What the kubelet says of the manager's container. */
  private static double managerMib(RealCluster cluster) {
    return cluster
            .told("get", "--raw", "/api/v1/nodes/node1/proxy/metrics/resource")
            .lines()
            .filter(line -> line.startsWith("container_memory_working_set_bytes{"))
            .filter(line -> line.contains("namespace=\"culvert\""))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll("^.*} ([0-9.e+]+).*$", "$1")))
            .sum()
        / 1048576;
  }

  private static Way.HostPort to(String host, int port) {
    return new Way.HostPort(host, port);
  }
}
