package dev.culvert.playground.bench;

import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What ten thousand connections that say nothing cost those that do, and the helper. */
record Crowd(Laptop laptop, CpuCost.Part helper, Way culvert, double seconds, int rounds) {
  private static final int FLOWS = 10_000;

  /** How long the helper is watched doing nothing. */
  private static final int IDLE_SECONDS = 10;

  /** The two generations of the serial collector, which the helper has. */
  private static final Pattern USED = Pattern.compile("(?m)^(?:DefNew|Tenured) .*used ([0-9]+)K");

  void measure(Report report) throws IOException, InterruptedException {
    Contest.progress(FLOWS + " connections");
    double alone = upload();
    Way.HostPort target = culvert.target(BenchServer.KEEP);
    Process holder =
        laptop
            .computer()
            .start(
                Optional.empty(),
                JavaPrograms.java(
                    "512m",
                    Holder.class,
                    target.host(),
                    Integer.toString(target.port()),
                    Integer.toString(FLOWS)),
                Map.of(),
                builder -> builder.redirectError(ProcessBuilder.Redirect.INHERIT));
    try {
      Bench.awaitReady(holder, "the holder of " + FLOWS + " connections");
      report.add(
          Line.judged(
              FLOWS + "-flows-tcp-up-1",
              upload() / alone,
              "of it alone",
              null,
              null,
              Goal.atLeast(0.8)));
      double before = helper.cpuSeconds();
      TimeUnit.SECONDS.sleep(IDLE_SECONDS);
      report.add(
          Line.judged(
              FLOWS + "-flows-idle",
              100 * (helper.cpuSeconds() - before) / IDLE_SECONDS,
              "% of a core",
              null,
              null,
              Goal.atMost(2)));
      report.add(
          Line.judged(FLOWS + "-flows-heap", heapMib(), "MiB", null, null, Goal.atMost(200)));
      report.add(
          Line.alone(
              FLOWS + "-flows-helper", JavaPrograms.residentMib(helper.pid()), "MiB resident"));
    } finally {
      holder.destroy();
      holder.waitFor();
    }
  }

  /** The median of the rounds. */
  private double upload() {
    Turns turns = new Turns();
    for (int round = 0; round < rounds; round++) {
      turns.add(culvert.name(), culvert.measure("up", BenchServer.SINK, seconds));
    }
    Double median = turns.median(culvert.name(), "gbits");
    if (median == null) {
      throw new IllegalStateException("nothing was uploaded");
    }
    return median;
  }

  /** What the helper's heap holds after a collection. */
  private double heapMib() {
    jcmd("GC.run");
    String told = jcmd("GC.heap_info");
    List<Double> generations =
        USED.matcher(told).results().map(used -> Long.parseLong(used.group(1)) / 1024.0).toList();
    if (generations.size() != 2) {
      throw new IllegalStateException("not what the serial collector tells: " + told);
    }
    return generations.getFirst() + generations.getLast();
  }

  private String jcmd(String what) {
    Output output =
        laptop
            .computer()
            .run(
                Duration.ofSeconds(60),
                Map.of(),
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    Long.toString(helper.pid()),
                    what));
    return output.orFail("jcmd " + what).out();
  }
}
