package dev.culvert.uitests.stories;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.PlaygroundMain;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Instance;
import dev.culvert.playground.machine.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * kill -9 of the whole playground while the laptop in it is connected: pods, API server, helper and
 * namespaces go with it, although nobody is left who could take them down.
 */
@Tag("integration")
@Timeout(240)
final class KilledPlaygroundIT {
  private static final Pattern UP = Pattern.compile("Playground ([0-9a-f]{4}) is up.*");

  @Test
  void nothingIsLeftOfIt() throws IOException {
    String resolver = Files.readString(Path.of("/etc/resolv.conf"));
    Process playground = playground(List.of("up"));
    String id = "";
    try {
      id = awaitUp(playground);
      Process helper =
          playground(
              exec(
                  id,
                  "dev.culvert.helper.HelperMain",
                  "--socket",
                  "/run/culvert/helper.sock",
                  "--state-dir",
                  "/run/culvert-state",
                  "--owner",
                  "0"));
      awaitConnected(id, helper);
      Set<Long> inside = processesOf(id);
      assertThat(inside).as("pods, helper and guardian").hasSizeGreaterThan(10);

      long begin = System.nanoTime();
      playground.destroyForcibly();
      String gone = id;
      Laptop.await(
          Machine.allows(Duration.ofSeconds(5)),
          "nothing is left of " + gone + ": " + namespacesOf(gone) + inside,
          () ->
              namespacesOf(gone).isEmpty()
                  && inside.stream().noneMatch(KilledPlaygroundIT::alive)
                  && !helper.isAlive()
                  && !Files.exists(Instance.DEFAULT_BASE.resolve(gone)));
      System.out.printf(
          "kill -9 of the playground: %d processes and their namespaces gone after %.2f s%n",
          inside.size(), (System.nanoTime() - begin) / 1e9);
      assertThat(Files.readString(Path.of("/etc/resolv.conf"))).isEqualTo(resolver);
    } finally {
      playground.destroyForcibly();
    }
  }

  private static String awaitUp(Process playground) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(playground.getInputStream(), UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.append(line).append('\n');
      Matcher up = UP.matcher(line);
      if (up.matches()) {
        return up.group(1);
      }
    }
    throw new IllegalStateException("the playground did not come up:\n" + said);
  }

  private static void awaitConnected(String id, Process helper) {
    String kubeconfig = Instance.DEFAULT_BASE.resolve(id).resolve("kubeconfig").toString();
    Laptop.await(
        Duration.ofSeconds(90),
        "connected",
        () -> {
          assertThat(helper.isAlive()).as("the helper").isTrue();
          Process connect =
              playground(
                  exec(
                      id,
                      "dev.culvert.app.cli.CulvertMain",
                      "connect",
                      "dev-eu",
                      "--kubeconfig",
                      kubeconfig));
          return connect.onExit().join().exitValue() == 0;
        });
  }

  /** {@code playground exec} of one of our programs on the laptop. */
  private static List<String> exec(String id, String mainClass, String... arguments) {
    List<String> words = new ArrayList<>(List.of("exec", "--id", id, "laptop", "--"));
    words.addAll(java());
    words.add(mainClass);
    words.addAll(List.of(arguments));
    return words;
  }

  private static Process playground(List<String> words) {
    List<String> command = new ArrayList<>(Processes.dyingWithUs());
    command.addAll(java());
    command.add(PlaygroundMain.class.getName());
    command.addAll(words);
    return Processes.start(
        command,
        Processes.plainEnvironment(),
        builder -> builder.redirectError(ProcessBuilder.Redirect.INHERIT));
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"));
  }

  private static List<Path> namespacesOf(String id) {
    try (Stream<Path> files = Files.list(Path.of("/run/netns"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("cv" + id + "-"))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The processes that live in the instance's namespaces, by the namespaces' inodes. */
  private static Set<Long> processesOf(String id) {
    Set<Object> inodes = new HashSet<>();
    namespacesOf(id).forEach(file -> inodes.add(inode(file)));
    Set<Long> pids = new HashSet<>();
    ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> inodes.contains(inode(Path.of("/proc", pid.toString(), "ns", "net"))))
        .forEach(pids::add);
    return pids;
  }

  private static Object inode(Path namespace) {
    try {
      return Files.getAttribute(namespace, "unix:ino");
    } catch (IOException e) {
      // Gone in this moment.
      return namespace;
    }
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
