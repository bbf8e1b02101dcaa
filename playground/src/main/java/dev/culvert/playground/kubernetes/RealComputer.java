package dev.culvert.playground.kubernetes;

import dev.culvert.playground.laptop.Computer;
import dev.culvert.playground.machine.Output;
import dev.culvert.playground.machine.Processes;
import dev.culvert.playground.machine.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The namespaces of one process, with an /etc and a /run of their own in a folder.
 *
 * @param pause the process
 */
record RealComputer(Path folder, long pause, Path kubeconfig) implements Computer {

  @Override
  public Process start(
      Optional<Integer> uid,
      List<String> command,
      Map<String, String> environment,
      Consumer<ProcessBuilder> settings) {
    return Processes.start(inside(uid, command), whole(environment), settings);
  }

  @Override
  public Output run(Duration timeout, Map<String, String> environment, List<String> command) {
    return Processes.run(timeout, "", inside(Optional.empty(), command), whole(environment));
  }

  @Override
  public Path file(String absolute) {
    String[] parts = absolute.substring(1).split("/", 2);
    if (!List.of("etc", "run").contains(parts[0])) {
      throw new IllegalArgumentException(
          absolute + " is the machine's own; the laptop's own are /etc and /run");
    }
    Path own = folder.resolve("laptop").resolve(parts[0]);
    return parts.length == 1 ? own : own.resolve(parts[1]);
  }

  private List<String> inside(Optional<Integer> uid, List<String> command) {
    return Sandbox.command("/proc/" + pause + "/ns/net", pause, uid, command);
  }

  private static Map<String, String> whole(Map<String, String> environment) {
    Map<String, String> whole = new HashMap<>(Processes.plainEnvironment());
    whole.putAll(environment);
    return whole;
  }
}
