package dev.culvert.playground.bench;

import dev.culvert.playground.Options;
import dev.culvert.playground.Place;
import dev.culvert.playground.Playground;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Layout;
import dev.culvert.playground.machine.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./culvert bench}: the same work through Culvert, directly from pod to pod, and through a
 * two-hop TLS relay, in one run on one machine. Ways take turns within a round, so that the
 * machine's noise meets all of them; the median of the rounds counts.
 */
@Command(name = "bench", description = "Compares Culvert with the same work done directly.")
public final class Bench implements Runnable {
  private static final List<Integer> PORTS =
      List.of(BenchServer.SINK, BenchServer.SOURCE, BenchServer.ECHO, BenchServer.HELLO);
  private static final String NAME = "echo.shop.svc.cluster.local";

  @Option(names = "--json", description = "Also write the lines to this file, as JSON.")
  private @Nullable Path json;

  @Option(names = "--rounds", defaultValue = "3", description = "How often each way has its turn.")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "3", description = "How long a turn lasts.")
  private double seconds;

  @Option(
      names = "--cluster",
      description = "On the real cluster that is up, against kubectl port-forward.")
  private boolean cluster;

  @Option(names = "--quick", description = "One short round: to see that it works.")
  private boolean quick;

  @Option(
      names = "--forward",
      description = "Through the API server's port-forward, here a Java program of the playground.")
  private boolean forward;

  @Option(
      names = "--queues",
      defaultValue = "0",
      description = "How many queues the helper's device has; 0 for what it takes by itself.")
  private int queues;

  @Option(
      names = "--only",
      split = ",",
      description =
          "Only these groups of lines: tcp, rtt, connect, udp, dns, crowd, agent," + " delay.")
  private @Nullable List<String> only;

  private final Report report = new Report("relay");

  /** Exit code 0 when everything could be measured, whatever the verdicts. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public void run() {
    if (quick) {
      rounds = 1;
      seconds = 1;
    }
    if (cluster) {
      new ClusterBench(rounds, seconds, quick ? 10 : 60).run(Optional.ofNullable(json));
      return;
    }
    Contest.progress("starting the cluster in a box");
    try (Playground playground = Playground.start(Options.defaults());
        Laptop laptop = new Laptop(playground, System.getProperty("culvert.app.classpath", ""))) {
      Place pod = Place.pod("payments", "ledger");
      String target = playground.pod("payments", "ledger").address();
      String names = playground.pod("kube-system", "coredns").address();
      Process server = startServer(playground, pod);
      try (Relay relay = new Relay(playground, target, names, PORTS)) {
        laptop.startHelper(
            queues == 0 ? new String[0] : new String[] {"--queues", Integer.toString(queues)});
        connect(playground, laptop);
        double helperIdle = JavaPrograms.residentMib(laptop.helper().pid());
        Way culvert = new Way("culvert", laptop::runJava, port -> to(target, port));
        Way direct =
            new Way(
                "direct",
                (atMost, main, arguments) -> runInPod(playground, atMost, main, arguments),
                port -> to(target, port));
        Way relayed = new Way("relay", laptop::runJava, relay::entrance);
        measure(culvert, direct, relayed, resolver(playground));
        costs(new CpuCost(culvert, seconds, parts(playground, laptop)));
        if (wanted("crowd")) {
          CpuCost.Part helper = new CpuCost.Part("helper", laptop.helper().pid());
          new Crowd(laptop, helper, culvert, seconds, rounds).measure(report);
        }
        memory(playground, laptop, helperIdle);
        if (wanted("agent")) {
          new AgentBench(playground, laptop, direct, seconds, rounds).run(report);
        }
        laptop.cli("disconnect").orFail("disconnect");
        if (!forward && wanted("delay")) {
          delays(playground, laptop, culvert);
        }
        laptop.stopHelper();
      } finally {
        server.destroyForcibly();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the benchmark was broken off", e);
    }
    report.print(System.out);
    Optional.ofNullable(json).ifPresent(report::writeJson);
  }

  private void connect(Playground playground, Laptop laptop) {
    List<String> arguments = new ArrayList<>(List.of("connect", "dev-eu", "-n", "shop"));
    if (!forward) {
      arguments.addAll(List.of("--direct", NodePort.open(playground)));
    }
    laptop.cli(arguments.toArray(String[]::new)).orFail("connect");
  }

  private void measure(Way culvert, Way direct, Way relay, String resolver) {
    List<Way> all = List.of(culvert, direct, relay);
    Contest.progress("the first second");
    report.add(
        Line.alone("tcp-up-1-cold", gbits(culvert.measure("up", BenchServer.SINK, 1)), "Gbit/s"));
    if (wanted("tcp")) {
      throughput(all, "1");
      throughput(all, "8");
    }
    if (wanted("rtt")) {
      Turns trips = contest().turns("rtt", BenchServer.ECHO, all);
      contest().line("rtt-64-p50", "us", trips, "p50us", Goal.atMostOfRelay(1.2));
      contest().line("rtt-64-p99", "us", trips, "p99us", Goal.atMostOfRelay(1.2));
    }
    if (wanted("connect")) {
      Turns series = contest().turns("connect", BenchServer.HELLO, all, "1");
      contest().line("connect-1", "per s", series, "persec", Goal.atLeast(2500));
      contest().line("connect-1-p50", "us", series, "p50us");
      Turns parallel = contest().turns("connect", BenchServer.HELLO, all, "8");
      contest().line("connect-8", "per s", parallel, "persec", Goal.atLeastOfDirect(0.45));
    }
    if (wanted("udp")) {
      Turns udp = contest().turns("udp", BenchServer.UDP_ECHO, all, "4");
      contest().line("udp-echo", "per s", udp, "persec", Goal.atLeast(60_000));
    }
    if (wanted("dns")) {
      names(culvert, direct, relay, resolver);
    }
  }

  /** A long way between helper and manager. Nothing else is measured the same way: goals only. */
  private void delays(Playground playground, Laptop laptop, Way culvert) {
    Map<Integer, Double> throughput = Map.of(20, 0.5, 80, 0.2);
    Process relay = NodePort.startDelays(playground, 20, 80);
    try {
      for (int millis : new int[] {20, 80}) {
        laptop
            .cli("connect", "dev-eu", "-n", "shop", "--direct", NodePort.delayed(millis))
            .orFail("connect over " + millis + " ms");
        List<Way> only = List.of(culvert);
        Goal goal = Goal.atLeast(throughput.getOrDefault(millis, 0.0));
        String name = millis + "ms";
        contest()
            .line(
                "tcp-up-1-" + name,
                "Gbit/s",
                contest().turns("up", BenchServer.SINK, only),
                "gbits",
                goal);
        contest()
            .line(
                "tcp-down-1-" + name,
                "Gbit/s",
                contest().turns("down", BenchServer.SOURCE, only),
                "gbits",
                goal);
        contest()
            .line(
                "connect-1-p50-" + name,
                "us",
                contest().turns("connect", BenchServer.HELLO, only, "1"),
                "p50us",
                // One round trip and the dial; two would be twice as long.
                Goal.atMost(1.25 * 1000 * millis));
        laptop.cli("disconnect").orFail("disconnect");
      }
    } finally {
      relay.destroyForcibly();
    }
  }

  private void costs(CpuCost cost) throws IOException {
    if (wanted("tcp")) {
      cost.ofBytes("up", BenchServer.SINK, report);
      cost.ofBytes("down", BenchServer.SOURCE, report);
    }
    if (wanted("rtt")) {
      cost.ofEach("rtt", BenchServer.ECHO, "1", "round trip", report);
    }
    if (wanted("connect")) {
      cost.ofEach("connect", BenchServer.HELLO, "1", "connection", report);
    }
    if (wanted("udp")) {
      cost.ofEach("udp", BenchServer.UDP_ECHO, "4", "echo", report);
    }
  }

  private Contest contest() {
    return new Contest(report, "relay", rounds, seconds);
  }

  private boolean wanted(String group) {
    return only == null || only.contains(group);
  }

  private static double gbits(Map<String, Double> figures) {
    return figures.getOrDefault("gbits", 0.0);
  }

  private void throughput(List<Way> all, String flows) {
    for (String way : List.of("up", "down")) {
      int port = way.equals("up") ? BenchServer.SINK : BenchServer.SOURCE;
      Turns turns = contest().turns(way, port, all, flows);
      contest()
          .line(
              "tcp-" + way + "-" + flows,
              "Gbit/s",
              turns,
              "gbits",
              flows.equals("1")
                  ? new Goal[] {Goal.atLeastOfRelay(1.3), Goal.atLeastOfDirect(0.22)}
                  : new Goal[] {Goal.atLeastOfRelay(1.3)});
      if (flows.equals("8")) {
        contest().line("tcp-" + way + "-8-fairness", "Jain", turns, "jain", Goal.atLeast(0.95));
      }
    }
  }

  private void names(Way culvert, Way direct, Way relay, String resolver) {
    Turns dns =
        contest()
            .turns(
                "dns",
                53,
                List.of(
                    culvert.withTarget(to(resolver, 53)),
                    direct.withTarget(to(Layout.DNS_SERVICE, 53)),
                    relay.withTarget(relay.target(Relay.DNS))),
                "1",
                NAME);
    contest().line("dns", "per s", dns, "persec");
    contest().line("dns-p50", "us", dns, "p50us");
    contest().line("dns-p99", "us", dns, "p99us");
  }

  /** The server that the laptop's programs ask, as its resolv.conf says. */
  private static String resolver(Playground playground) throws IOException {
    for (String line : Files.readAllLines(playground.laptopFile("/etc/resolv.conf"))) {
      if (line.startsWith("nameserver ")) {
        return line.substring("nameserver ".length()).strip();
      }
    }
    throw new IOException("the laptop's resolv.conf names no server");
  }

  private void memory(Playground playground, Laptop laptop, double helperIdle) throws IOException {
    report.add(Line.alone("helper-idle", helperIdle, "MiB resident"));
    for (CpuCost.Part part : parts(playground, laptop)) {
      report.add(
          Line.alone(part.name() + "-after", JavaPrograms.residentMib(part.pid()), "MiB resident"));
    }
  }

  /** The processes of the product. */
  private static List<CpuCost.Part> parts(Playground playground, Laptop laptop) throws IOException {
    long manager = 0;
    double most = 0;
    // The pod's largest process is the Java one; the others are what starts and holds it.
    for (long pid : playground.pod("culvert", "culvert-manager").pids()) {
      double resident = JavaPrograms.residentMib(pid);
      if (resident > most) {
        most = resident;
        manager = pid;
      }
    }
    return List.of(
        new CpuCost.Part("helper", laptop.helper().pid()), new CpuCost.Part("manager", manager));
  }

  /** Waits until it prints {@code ready}. */
  static void awaitReady(Process process, String what) {
    try {
      String line =
          new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      if (!"ready".equals(line)) {
        throw new IllegalStateException(what + " said " + line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(what + " cannot be heard", e);
    }
  }

  private static Process startServer(Playground playground, Place pod) {
    Process server =
        playground.start(
            pod,
            JavaPrograms.java("128m", BenchServer.class),
            Map.of(),
            builder -> builder.redirectError(ProcessBuilder.Redirect.INHERIT));
    awaitReady(server, "the bench server");
    return server;
  }

  private static Output runInPod(
      Playground playground, Duration atMost, Class<?> main, String... arguments) {
    return playground.exec(
        Place.pod("default", "web"),
        atMost,
        "",
        Map.of(),
        JavaPrograms.java("256m", main, arguments));
  }

  private static Way.HostPort to(String host, int port) {
    return new Way.HostPort(host, port);
  }
}
