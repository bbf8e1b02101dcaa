package dev.culvert.uitests;

import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.Settings;
import dev.culvert.uitests.script.ScriptedHelper;
import dev.culvert.uitests.script.Story;
import dev.culvert.uitests.script.Talk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;

/**
 * How the window feels, in figures: the first frame from the start of the process, what it holds
 * when idle, and the time between frames while 2,000 flow events a second arrive. Printed, and
 * judged by whoever reads them: they belong to the computer they were taken on.
 */
public final class FeelBench {
  private static final int STARTS = 5;
  private static final int EVENTS_PER_BATCH = 200;
  private static final Duration WATCHED = Duration.ofSeconds(10);
  private static final String CHILD = "--first-frame";
  private static final String IDLE = "--idle";

  private FeelBench() {}

  /** Measures and prints. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (Arrays.asList(arguments).contains(CHILD)) {
      firstFrame();
      return;
    }
    if (Arrays.asList(arguments).contains(IDLE)) {
      idle();
      return;
    }
    List<Long> starts = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      starts.add(child(CHILD));
    }
    starts.sort(null);
    // The first start warms the computer's caches; the rest are warm.
    print("first frame, warm, median of " + STARTS, starts.get(STARTS / 2) + " ms", "< 1,000 ms");
    print("first frame, slowest", starts.getLast() + " ms", "");
    print("resident when idle", child(IDLE) / 1024 + " MiB", "< 250 MiB");
    frames();
    LoadBench.print();
    Platform.exit();
    System.exit(0);
  }

  private static void print(String what, String figure, String wanted) {
    System.out.printf("%-52s %12s   %s%n", what, figure, wanted);
  }

  private static Open window() {
    return Open.window(
        Story.cluster("dev-eu"),
        new ScriptedHelper(Story.connected("dev-eu", 0, 0)),
        new Settings(Map.of("look", "light", "namespaces.dev-eu", "shop,payments"), ignored -> {}),
        InstantSource.system(),
        "dev-eu",
        1000,
        1000);
  }

  private static void firstFrame() {
    Instant started = ProcessHandle.current().info().startInstant().orElseThrow();
    try (Open open = window()) {
      System.out.println("shown " + Duration.between(started, Instant.now()).toMillis());
    }
    System.exit(0);
  }

  private static void idle() throws IOException {
    try (Open open = window()) {
      Fx.frames(60);
      System.gc();
      Fx.frames(60);
      System.out.println("shown " + resident());
    }
    System.exit(0);
  }

  /**
   * What a process of its own says, with the package's options, see {@code
   * installer/steps/runtime.sh}; but for the archive of classes.
   */
  private static long child(String mode) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("--enable-native-access=ALL-UNNAMED");
    for (String name : List.of("glass.platform", "prism.order", "java.awt.headless")) {
      if (System.getProperty(name) != null) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xms48m",
            "-Xmn24m",
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxHeapFreeRatio=40",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            FeelBench.class.getName(),
            mode));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    long shown = -1;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("shown ")) {
          shown = Long.parseLong(line.substring(6));
        }
      }
    }
    if (process.waitFor() != 0 || shown < 0) {
      throw new IllegalStateException("The window did not show itself in a process of its own");
    }
    return shown;
  }

  /** In kibibytes, as the kernel counts. */
  private static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("The kernel does not say how much this process holds");
  }

  private static void frames() {
    ScriptedHelper helper = new ScriptedHelper(Story.connected("dev-eu", 0, 0));
    Settings settings = new Settings(Map.of("look", "light"), ignored -> {});
    List<Long> gaps = new ArrayList<>();
    AtomicLong sent = new AtomicLong();
    try (Open open =
            Open.window(
                Story.cluster("dev-eu"),
                helper,
                settings,
                InstantSource.system(),
                "dev-eu",
                1000,
                1000);
        ScheduledExecutorService source = Executors.newSingleThreadScheduledExecutor()) {
      Fx.run(() -> open.model().screen().set(Screen.FLOWS));
      var events =
          source.scheduleAtFixedRate(
              () -> helper.flows(Talk.flows(sent.addAndGet(EVENTS_PER_BATCH), EVENTS_PER_BATCH)),
              0,
              100,
              TimeUnit.MILLISECONDS);
      Fx.frames(60);
      AnimationTimer timer =
          new AnimationTimer() {
            private long last;

            @Override
            public void handle(long now) {
              if (last != 0) {
                gaps.add((now - last) / 1000);
              }
              last = now;
            }
          };
      Fx.run(timer::start);
      long end = System.nanoTime() + WATCHED.toNanos();
      Fx.await("the time is over", WATCHED.multipliedBy(6), () -> System.nanoTime() > end);
      Fx.run(timer::stop);
      events.cancel(false);
    }
    gaps.sort(null);
    long late = gaps.stream().filter(gap -> gap > 33_400).count();
    print(
        "frames a second with 2,000 flow events a second",
        Long.toString(gaps.size() / WATCHED.toSeconds()),
        "60");
    print("between frames, median", millis(gaps.get(gaps.size() / 2)), "16.7 ms");
    print("between frames, 99 of 100", millis(gaps.get(gaps.size() * 99 / 100)), "");
    print("frames that came a whole frame late", late + " of " + gaps.size(), "0");
  }

  private static String millis(long micros) {
    return micros / 1000 + "." + micros % 1000 / 100 + " ms";
  }
}
