package dev.culvert.playground.bench;

import dev.culvert.playground.Place;
import dev.culvert.playground.Playground;
import dev.culvert.playground.laptop.Laptop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an agent costs those who call a pod from inside the cluster: with nobody attached, with a
 * wiretap, with a filter that takes none of their requests. Beside it the same pod without an
 * agent; and how long it takes to be attached.
 */
final class AgentBench {
  private static final String WORKLOAD = "ledger";
  private static final String HTTP = "8080";
  private static final Pattern ID = Pattern.compile("\"id\": ?\"(\\w+)\"");
  private static final int ATTACHES = 5;

  private final Playground playground;
  private final Laptop laptop;
  private final Way direct;
  private final double seconds;
  private final int rounds;
  private final Map<String, Turns> states = new LinkedHashMap<>();

  AgentBench(Playground playground, Laptop laptop, Way direct, double seconds, int rounds) {
    this.playground = playground;
    this.laptop = laptop;
    this.direct = direct;
    this.seconds = seconds;
    this.rounds = rounds;
  }

  /** Measures; the laptop is connected before and after. */
  void run(Report report) {
    Process sink = serve("discard:3002");
    Process program = serve("http:3000");
    try {
      measure("none");
      report.add(Line.alone("attach-first", firstByte(), "ms, with the command's start"));
      measure("idle");
      List<Double> again = new ArrayList<>();
      for (int i = 0; i < ATTACHES; i++) {
        again.add(firstByte());
      }
      again.sort(null);
      report.add(
          Line.alone("attach-again", again.get(ATTACHES / 2), "ms, with the command's start"));
      String tap = attach("wiretap", "-p", "3002:" + BenchServer.ECHO, "-p", "3002:" + HTTP);
      measure("wiretap");
      detach(tap);
      String filter =
          attach(
              "intercept",
              "-p",
              "3000:" + HTTP,
              "-p",
              "3000:" + BenchServer.ECHO,
              "--header",
              "X-User=nobody");
      measure("filter");
      detach(filter);
      for (String state : List.of("idle", "wiretap", "filter")) {
        line(report, "agent-" + state + "-http-p50", "us", state, "http p50us");
        line(report, "agent-" + state + "-http", "per s", state, "http persec");
        line(report, "agent-" + state + "-rtt-64-p50", "us", state, "rtt p50us");
      }
    } finally {
      sink.destroyForcibly();
      program.destroyForcibly();
    }
  }

  private void line(Report report, String name, String unit, String state, String figure) {
    Double value = median(state, figure);
    if (value != null) {
      report.add(Line.judged(name, value, unit, median("none", figure), null));
    }
  }

  private @Nullable Double median(String state, String figure) {
    Turns turns = states.get(state);
    String[] parts = figure.split(" ", 2);
    return turns == null ? null : turns.median(parts[0], parts[1]);
  }

  private void measure(String state) {
    System.err.println("bench: agent " + state);
    Turns turns = new Turns();
    for (int round = 0; round < rounds; round++) {
      turns.add("http", direct.measure("http", Integer.parseInt(HTTP), seconds));
      turns.add("rtt", direct.measure("rtt", BenchServer.ECHO, seconds));
    }
    states.put(state, turns);
  }

  /** A program of the laptop's. */
  private Process serve(String role) {
    return laptop
        .computer()
        .start(
            Optional.empty(),
            List.of(
                "/usr/bin/python3",
                "-u",
                playground.inLaptop(playground.folder().resolve("shared/pod.py")).toString(),
                role),
            Map.of("POD_NAME", "laptop"),
            builder ->
                builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD));
  }

  /** From the command to the first answer of the program here, in milliseconds; then detached. */
  private double firstByte() {
    long began = System.nanoTime();
    String id = attach("intercept", "-p", "3000:" + HTTP, "--header", "X-User=mara");
    String answer =
        playground
            .exec(
                Place.pod("default", "web"),
                "/usr/bin/curl",
                "-sS",
                "-H",
                "X-User: mara",
                "http://" + playground.pod("payments", WORKLOAD).address() + ":" + HTTP)
            .orFail("the first request")
            .out();
    double took = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began) / 1e3;
    if (!answer.contains("\"laptop\"")) {
      throw new IllegalStateException("the first request was answered by " + answer);
    }
    detach(id);
    return took;
  }

  private String attach(String kind, String... more) {
    List<String> command = new ArrayList<>(List.of(kind, WORKLOAD, "-n", "payments", "--json"));
    command.addAll(List.of(more));
    String told = laptop.cli(command.toArray(String[]::new)).orFail(kind).out();
    Matcher id = ID.matcher(told);
    if (!id.find()) {
      throw new IllegalStateException(kind + " told no id: " + told);
    }
    return id.group(1);
  }

  private void detach(String id) {
    laptop.cli("detach", id).orFail("detach");
  }
}
