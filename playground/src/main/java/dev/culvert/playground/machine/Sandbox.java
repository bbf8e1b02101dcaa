package dev.culvert.playground.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A network namespace with a file system view of its own: {@code /etc} and {@code /run} are folders
 * of the instance, everything else is the machine's. Held open by a process that does nothing, as a
 * pod is by its pause container.
 */
public final class Sandbox implements AutoCloseable {
  private final Namespace network;
  private final Process pause;

  private Sandbox(Namespace network, Process pause) {
    this.network = network;
    this.pause = pause;
  }

  /**
   * What a sandbox sees.
   *
   * @param etc becomes /etc
   * @param run becomes /run
   * @param binds further views, source to target, made after /etc and before /run; a target under
   *     /run is given by its place in {@code run}
   * @param readOnly whether the rest of the root file system cannot be written
   */
  public record View(Path etc, Path run, Map<Path, Path> binds, boolean readOnly) {}

  /** Makes the sandbox; returns when all of its mounts are there. */
  public static Sandbox open(Namespace network, View view) {
    List<String> script = new ArrayList<>();
    script.add("mount -t sysfs sysfs /sys");
    script.add("mount --bind " + quote(view.etc()) + " /etc");
    view.binds().forEach((from, to) -> script.add("mount --bind " + quote(from) + " " + quote(to)));
    if (view.readOnly()) {
      script.add("mount -o remount,bind,ro /");
      script.add("mount -o remount,bind,ro /etc");
      script.add("mount -t tmpfs -o mode=1777,size=64m tmpfs /tmp");
    }
    script.add("mount --rbind " + quote(view.run()) + " /run");
    script.add("echo ready");
    script.add("exec " + Programs.path("sleep") + " infinity");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Programs.path("nsenter"), "--net=" + network.path(), "--"));
    command.addAll(
        List.of(Programs.path("unshare"), "--mount", "--uts", "--propagation", "private", "--"));
    command.addAll(Processes.dyingWithUs());
    command.addAll(List.of(Programs.path("sh"), "-ec", String.join("\n", script)));
    Process pause =
        Processes.start(
            command, Processes.plainEnvironment(), builder -> builder.redirectErrorStream(true));
    StringBuilder said = new StringBuilder();
    try {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(pause.getInputStream(), UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("ready")) {
          return new Sandbox(network, pause);
        }
        said.append(line).append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException(
        "the mounts of " + network.name() + " failed: " + said.toString().strip());
  }

  /** Its network. */
  public Namespace network() {
    return network;
  }

  /** The process that holds the mounts: /proc/pid/ns/mnt. */
  public long pid() {
    return pause.pid();
  }

  /** Starts a process as root with no more than these capabilities, as "net_admin". */
  public Process startContained(
      Set<String> capabilities,
      List<String> command,
      Map<String, String> environment,
      Consumer<ProcessBuilder> settings) {
    Map<String, String> whole = new HashMap<>(Processes.plainEnvironment());
    whole.putAll(environment);
    List<String> contained = new ArrayList<>();
    contained.add(Programs.path("setpriv"));
    contained.add(
        "--bounding-set=-all"
            + capabilities.stream().sorted().map(each -> ",+" + each).reduce("", String::concat));
    contained.addAll(List.of("--inh-caps=-all", "--"));
    contained.addAll(command);
    return Processes.start(command(Optional.empty(), contained), whole, settings);
  }

  /** Puts the words before a command that make it run in here and die with us. */
  public List<String> command(Optional<Integer> uid, List<String> command) {
    return command(network.path().toString(), pause.pid(), uid, command);
  }

  /** The same for a sandbox that another process holds. */
  public static List<String> command(
      String network, long pausePid, Optional<Integer> uid, List<String> command) {
    List<String> all = new ArrayList<>();
    all.add(Programs.path("nsenter"));
    all.add("--net=" + network);
    all.add("--mount=/proc/" + pausePid + "/ns/mnt");
    all.add("--wd=/");
    all.add("--");
    all.addAll(List.of(Programs.path("setpriv"), "--pdeathsig", "KILL"));
    uid.ifPresent(id ->
        all.addAll(
            List.of(
                "--reuid",
                id.toString(),
                "--regid",
                id.toString(),
                "--clear-groups",
                "--bounding-set=-all",
                "--inh-caps=-all",
                "--no-new-privs")));
    all.add("--");
    all.addAll(command);
    return List.copyOf(all);
  }

  /** Starts a process in here. */
  public Process start(
      Optional<Integer> uid,
      List<String> command,
      Map<String, String> environment,
      Consumer<ProcessBuilder> settings) {
    Map<String, String> whole = new HashMap<>(Processes.plainEnvironment());
    whole.putAll(environment);
    return Processes.start(command(uid, command), whole, settings);
  }

  /** Runs a command in here to its end. */
  public Output run(
      Duration timeout, String input, Map<String, String> environment, List<String> command) {
    Map<String, String> whole = new HashMap<>(Processes.plainEnvironment());
    whole.putAll(environment);
    return Processes.run(timeout, input, command(Optional.empty(), command), whole);
  }

  /** Ends the pause process; the mounts go with the last process that uses them. */
  @Override
  public void close() {
    pause.destroyForcibly();
    network.close();
  }

  /** Copies the machine's /etc, once per instance, without its resolver's and names' files. */
  public static Path copyEtc(Path target) {
    Processes.run(
            Duration.ofSeconds(30),
            "",
            List.of(Programs.path("cp"), "-a", "/etc", target.toString()))
        .orFail("copying /etc");
    try {
      for (String own : List.of("resolv.conf", "hosts", "hostname", "nsswitch.conf")) {
        // Often a link into /run, or a mount point in a container.
        Files.deleteIfExists(target.resolve(own));
      }
      Files.writeString(
          target.resolve("nsswitch.conf"),
          "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n");
      for (String mountPoint : List.of("resolv.conf", "hosts", "hostname")) {
        Files.createFile(target.resolve(mountPoint));
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quote(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
