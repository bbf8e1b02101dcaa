package dev.culvert.playground.laptop;

import dev.culvert.playground.Place;
import dev.culvert.playground.Playground;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
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
 * The playground's laptop with Culvert on it. Starts and ends the helper as a process of its own
 * and calls the command line as a person does, each in the laptop's namespaces.
 *
 * <p>One thread.
 */
public final class Laptop implements AutoCloseable {
  private static final String SOCKET = "/run/culvert/helper.sock";
  private static final String STATE = "/run/culvert-state";
  private static final List<String> JAVA_OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseSerialGC");

  private final Playground playground;
  private final String appClassPath;
  private final Path helperLog;
  private @Nullable Process helper;

  /**
   * @param appClassPath of the module app-ui, which the playground may not import
   */
  public Laptop(Playground playground, String appClassPath) {
    this.playground = playground;
    this.appClassPath = appClassPath;
    this.helperLog = playground.folder().resolve("helper.log");
  }

  /** The cluster it stands beside. */
  public Playground playground() {
    return playground;
  }

  /** Starts the helper and waits until it answers. */
  public void startHelper() {
    List<String> command = java(System.getProperty("java.class.path"), List.of("-Xmx512m"));
    command.add("dev.culvert.helper.HelperMain");
    command.addAll(List.of("--socket", SOCKET, "--state-dir", STATE, "--owner", "0"));
    helper =
        playground.start(
            Place.laptop(),
            command,
            Map.of(),
            builder ->
                builder
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(helperLog.toFile())));
    await(Duration.ofSeconds(20), "the helper answers", () -> cli("status").exitCode() != 3);
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
    return playground.exec(Place.laptop(), Duration.ofSeconds(30), "", Map.of(), command);
  }

  /** The command line: {@code cli("status", "--json")}. */
  public Output cli(String... arguments) {
    return playground.exec(
        Place.laptop(), Duration.ofSeconds(60), "", environment(), cliCommand(arguments));
  }

  /** The command line as another user of the computer. */
  public Process cliAs(int uid, String... arguments) {
    return playground.startAs(
        uid, Place.laptop(), cliCommand(arguments), environment(), builder -> {});
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
    return Map.of(
        "KUBECONFIG",
        playground.inLaptop(playground.kubeconfig()).toString(),
        "CULVERT_HELPER_SOCKET",
        SOCKET);
  }

  /** Runs a program of the laptop's own, for ten seconds at most. */
  public Output run(String... command) {
    return playground.exec(Place.laptop(), Duration.ofSeconds(20), "", Map.of(), List.of(command));
  }

  /** One of our own programs in the laptop, from the playground's class path. */
  public Output runJava(Duration timeout, Class<?> main, String... arguments) {
    List<String> command = java(System.getProperty("java.class.path"), List.of("-Xmx256m"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return playground.exec(Place.laptop(), timeout, "", Map.of(), command);
  }

  /** What the helper has logged. */
  public String helperLog() throws IOException {
    return Files.exists(helperLog) ? Files.readString(helperLog) : "";
  }

  /** What Culvert could have left on this computer: devices, routes, resolver, in words. */
  public Traces traces() throws IOException {
    return new Traces(
        run("/usr/sbin/ip", "-o", "link").out(),
        run("/usr/sbin/ip", "route").out() + run("/usr/sbin/ip", "-6", "route").out(),
        Files.readString(playground.laptopFile("/etc/resolv.conf")));
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
