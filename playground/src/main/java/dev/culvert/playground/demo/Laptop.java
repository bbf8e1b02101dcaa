package dev.culvert.playground.demo;

import dev.culvert.playground.Place;
import dev.culvert.playground.Playground;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The developer's computer in the story: its shell, its helper, its command line. */
public final class Laptop implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HELPER = "dev.culvert.helper.HelperMain";
  private static final String CLI = "dev.culvert.app.cli.CulvertMain";
  private static final String SOCKET = "/run/culvert/helper.sock";

  private final Playground playground;
  private final String appClassPath;
  private final Path helperLog;
  private Optional<Process> helper = Optional.empty();

  /**
   * A laptop without a helper yet.
   *
   * @param appClassPath where the command line is
   * @param folder for the helper's log
   */
  public Laptop(Playground playground, String appClassPath, Path folder) {
    this.playground = playground;
    this.appClassPath = appClassPath;
    helperLog = folder.resolve("helper.log");
  }

  /** A command line of the shell. */
  public Output shell(String line) {
    return playground.exec(
        Place.laptop(), PATIENCE, "", Map.of("HOME", "/tmp"), List.of("/bin/sh", "-c", line));
  }

  /** The program {@code culvert} with these arguments and the playground's kubeconfig. */
  public Output culvert(String... arguments) {
    List<String> command = new ArrayList<>(java(appClassPath, true));
    command.add(CLI);
    command.addAll(List.of(arguments));
    return playground.exec(
        Place.laptop(),
        PATIENCE,
        "",
        Map.of("KUBECONFIG", playground.inLaptop(playground.kubeconfig()).toString()),
        command);
  }

  /** Starts the helper; returns when its socket is there. */
  public void startHelper() {
    List<String> command = new ArrayList<>(java(System.getProperty("java.class.path"), false));
    command.add(HELPER);
    Process process =
        playground.start(
            Place.laptop(),
            command,
            Map.of(),
            builder ->
                builder
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(helperLog.toFile())));
    helper = Optional.of(process);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(playground.laptopFile(SOCKET))) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new WrongTurn(
            "the helper did not open "
                + SOCKET
                + (process.isAlive() ? "" : ", it ended with " + process.exitValue())
                + "; it printed:\n"
                + helperPrinted());
      }
      pause();
    }
  }

  /** The running helper. */
  public Process helper() {
    return helper.orElseThrow();
  }

  /** Asks the helper to end, as its service manager would, and waits for it. */
  public void stopHelper() {
    if (helper.isEmpty()) {
      return;
    }
    Process process = helper.orElseThrow();
    helper = Optional.empty();
    process.destroy();
    try {
      if (!process.waitFor(25, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new WrongTurn("the helper did not end within 25 s; its log is " + helperLog);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The end of what the helper has printed. */
  public String helperPrinted() {
    try {
      List<String> lines = Files.readAllLines(helperLog);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (IOException e) {
      return "(nothing)";
    }
  }

  /** Everything of the laptop's network that could be left behind, as text. */
  public Map<String, String> network() {
    return Map.of(
        "ip link", shell("ip -o link | sed 's/ state .*//'").out(),
        "ip address", shell("ip -o address | sed 's/valid_lft.*//'").out(),
        "ip route", shell("ip -4 route show table all").out(),
        "ip -6 route", shell("ip -6 route show table all").out(),
        "ip rule", shell("ip rule; ip -6 rule").out(),
        "nft list ruleset", shell("nft list ruleset").out(),
        "/etc/resolv.conf", resolvConf());
  }

  private String resolvConf() {
    try {
      return Files.readString(playground.laptopFile("/etc/resolv.conf"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> java(String classPath, boolean shortLived) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:+UseSerialGC");
    if (shortLived) {
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m", "-Xshare:auto"));
    } else {
      command.add("-Xmx512m");
    }
    command.addAll(List.of("-cp", classPath));
    return command;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(30);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the helper starts", e);
    }
  }

  @Override
  public void close() {
    helper.ifPresent(Process::destroyForcibly);
  }
}
