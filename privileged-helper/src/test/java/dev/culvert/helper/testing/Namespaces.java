package dev.culvert.helper.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A child virtual machine in network and mount namespaces of its own: a laptop with the resolver
 * 192.168.1.1 in a private {@code /etc}, a private {@code /run}, and a default route to a dead end.
 * Needs root.
 */
public final class Namespaces {
  private static final String LAPTOP =
      """
      set -e
      mount -t tmpfs culvert-host-test /run
      mkdir /run/upper /run/work
      mount -t overlay culvert-host-test -o lowerdir=/etc,upperdir=/run/upper,workdir=/run/work /etc
      rm -f /etc/resolv.conf
      printf 'nameserver 192.168.1.1\\nsearch home.arpa\\n' >/etc/resolv.conf
      printf 'hosts: files dns\\n' >/etc/nsswitch.conf
      ip link set lo up
      ip link add dead0 type veth peer name dead1
      ip address add 192.168.1.20/24 dev dead0
      ip link set dead0 up
      ip link set dead1 up
      ip route add default dev dead0
      """;

  private Namespaces() {}

  /** How the child ended, and all it printed. */
  public record Result(int exitCode, String output) {}

  /** Runs the tests of a class there. */
  public static Result runTests(Class<?> tests) throws IOException, InterruptedException {
    return runTests("", tests);
  }

  /** Runs the tests of a class there, after a script that prepares more. */
  public static Result runTests(String script, Class<?> tests)
      throws IOException, InterruptedException {
    return run(script, RunTests.class, tests.getName());
  }

  /** Runs a main class there, after a script that may prepare more. */
  public static Result run(String script, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(script, main, arguments)).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } finally {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** The command that starts a main class here, wherever "here" is. */
  public static List<String> java(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=4",
            "-Xmx256m",
            "-D" + InNamespacesOnly.PROPERTY + "=true",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> command(String script, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "/usr/bin/unshare",
            "--net",
            "--mount",
            "--propagation",
            "private",
            "/bin/sh",
            "-c",
            LAPTOP + script + "\nexec \"$@\"",
            "laptop"));
    command.addAll(java(main, arguments));
    return command;
  }
}
