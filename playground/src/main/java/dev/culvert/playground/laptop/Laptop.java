package dev.culvert.playground.laptop;

import dev.culvert.playground.Playground;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A laptop with Culvert on it. Starts and ends the helper as a process of its own and calls the
 * command line as a person does, each in the laptop's namespaces.
 *
 * <p>One thread.
 */
public final class Laptop implements AutoCloseable {
  private static final String SOCKET = "/run/culvert/helper.sock";
  // struct sockaddr_un has room for 107 bytes and a zero.
  private static final int LONGEST_SOCKET = 107;
  private static final String STATE = "/run/culvert-state";
  private static final List<String> JAVA_OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseSerialGC");

  private final Computer computer;
  private final String appClassPath;
  private final Path helperLog;
  private @Nullable Process helper;

  /**
   * @param appClassPath of the module app-ui, which the playground may not import
   */
  public Laptop(Playground playground, String appClassPath) {
    this(playground, appClassPath, playground.folder());
  }

  /**
   * As the other, with the helper's log in a folder that stays.
   *
   * @param logs the folder
   */
  public Laptop(Playground playground, String appClassPath, Path logs) {
    this(new DeskComputer(playground.desk()), appClassPath, logs);
  }

  /**
   * Any computer.
   *
   * @param logs where the helper's log is written
   */
  public Laptop(Computer computer, String appClassPath, Path logs) {
    this.computer = computer;
    this.appClassPath = appClassPath;
    this.helperLog = logs.resolve("helper.log");
  }

  /** Where its processes run. */
  public Computer computer() {
    return computer;
  }

  /**
   * Starts the helper and waits until it answers.
   *
   * @param options beside those that it needs here
   */
  public void startHelper(String... options) {
    List<String> command = java(System.getProperty("java.class.path"), List.of("-Xmx512m"));
    command.add("dev.culvert.helper.HelperMain");
    command.addAll(List.of("--socket", SOCKET, "--state-dir", STATE, "--owner", "0"));
    command.addAll(List.of(options));
    helper =
        computer.start(
            Optional.empty(),
            command,
            Map.of(),
            builder ->
                builder
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(helperLog.toFile())));
    Process started = helper;
    try {
      await(Duration.ofSeconds(40), "the helper answers", () -> !started.isAlive() || answers());
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + "; it printed:\n" + helperPrinted(), e);
    }
    if (!started.isAlive()) {
      throw new IllegalStateException(
          "the helper ended with " + started.exitValue() + "; it printed:\n" + helperPrinted());
    }
  }

  /** Whether somebody takes calls on the helper's socket. */
  private boolean answers() {
    Path socket = computer.file(SOCKET);
    if (socket.toString().length() > LONGEST_SOCKET) {
      return cli("status").exitCode() != 3;
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException e) {
      // Not there yet, or left by one that was killed.
      return false;
    }
  }

  /** Whether the helper's socket is there. */
  public boolean hasSocket() {
    return Files.exists(computer.file(SOCKET));
  }

  /** The helper's process. */
  public Process helper() {
    if (helper == null) {
      throw new IllegalStateException("the helper has not been started");
    }
    return helper;
  }

  /** Ends the helper as an administrator would, and waits. */
  public void stopHelper() throws InterruptedException {
    helper().destroy();
    if (!helper().waitFor(15, TimeUnit.SECONDS)) {
      helper().destroyForcibly();
      throw new IllegalStateException("the helper did not stop within 15 s of SIGTERM");
    }
  }

  /** kill -9. */
  public void killHelper() throws InterruptedException {
    helper().destroyForcibly().waitFor();
  }

  /** Runs {@code culvert-helper --cleanup}. */
  public Output cleanUp() {
    List<String> command = java(System.getProperty("java.class.path"), List.of());
    command.add("dev.culvert.helper.HelperMain");
    command.addAll(List.of("--state-dir", STATE, "--cleanup"));
    return computer.run(Duration.ofSeconds(30), Map.of(), command);
  }

  /** The command line: {@code cli("status", "--json")}. */
  public Output cli(String... arguments) {
    return computer.run(Duration.ofSeconds(60), environment(), cliCommand(arguments));
  }

  /** The command line as another user of the computer. */
  public Process cliAs(int uid, String... arguments) {
    return computer.start(Optional.of(uid), cliCommand(arguments), environment(), builder -> {});
  }

  /** What the command line is started with. */
  public List<String> cliCommand(String... arguments) {
    List<String> command = java(appClassPath, List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("dev.culvert.app.cli.CulvertMain");
    command.addAll(List.of(arguments));
    return command;
  }

  /** KUBECONFIG and the helper's socket. */
  public Map<String, String> environment() {
    return Map.of("KUBECONFIG", computer.kubeconfig().toString(), "CULVERT_HELPER_SOCKET", SOCKET);
  }

  /** Runs a program of the laptop's own, for twenty seconds at most. */
  public Output run(String... command) {
    return computer.run(Duration.ofSeconds(20), Map.of(), List.of(command));
  }

  /** A command line of the laptop's shell, for a minute at most. */
  public Output shell(String line) {
    return computer.run(
        Duration.ofSeconds(60), Map.of("HOME", "/tmp"), List.of("/bin/sh", "-c", line));
  }

  /** One of our own programs in the laptop, from the playground's class path. */
  public Output runJava(Duration timeout, Class<?> main, String... arguments) {
    List<String> command = java(System.getProperty("java.class.path"), List.of("-Xmx256m"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return computer.run(timeout, Map.of(), command);
  }

  /** What the helper has logged. */
  public String helperLog() throws IOException {
    return Files.exists(helperLog) ? Files.readString(helperLog) : "";
  }

  /** What the helper's threads do at this moment. */
  public String helperThreads() {
    return run(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(helper().pid()),
            "Thread.print")
        .out();
  }

  /** The end of what the helper has logged. */
  public String helperPrinted() {
    try {
      List<String> lines = helperLog().lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (IOException e) {
      return "(nothing: " + e.getMessage() + ")";
    }
  }

  /** Everything of the laptop's network that could be left behind, as text by what tells it. */
  public Map<String, String> network() {
    try {
      return Map.of(
          "ip link", shell("ip -o link | sed 's/ state .*//'").out(),
          "ip address", shell("ip -o address | sed 's/valid_lft.*//'").out(),
          "ip route", shell("ip -4 route show table all").out(),
          "ip -6 route", shell("ip -6 route show table all").out(),
          "ip rule", shell("ip rule; ip -6 rule").out(),
          "nft list ruleset", shell("nft list ruleset").out(),
          "/etc/resolv.conf", Files.readString(computer.file("/etc/resolv.conf")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Culvert could have left on this computer: devices, routes, resolver, in words. */
  public Traces traces() throws IOException {
    return new Traces(
        run("/usr/sbin/ip", "-o", "link").out(),
        run("/usr/sbin/ip", "route").out() + run("/usr/sbin/ip", "-6", "route").out(),
        Files.readString(computer.file("/etc/resolv.conf")));
  }

  /** Waits until something is so. */
  public static void await(Duration atMost, String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not within " + atMost.toMillis() + " ms: " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting: " + what, e);
      }
    }
  }

  private static List<String> java(String classPath, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JAVA_OPTIONS);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath));
    return command;
  }

  @Override
  public void close() {
    Optional.ofNullable(helper).ifPresent(Process::destroyForcibly);
  }

  /** What is on the computer at one moment. */
  public record Traces(String links, String routes, String resolvConf) {}
}
