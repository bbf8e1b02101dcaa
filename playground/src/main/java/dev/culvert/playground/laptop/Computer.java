package dev.culvert.playground.laptop;

import dev.culvert.playground.machine.Output;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The namespaces that play a laptop, beside a cluster in a box or beside a real one. */
public interface Computer {

  /**
   * Starts a process that goes on; it dies with this virtual machine.
   *
   * @param uid of whom, without any capability; empty for root
   */
  Process start(
      Optional<Integer> uid,
      List<String> command,
      Map<String, String> environment,
      Consumer<ProcessBuilder> settings);

  /** Runs a command to its end; killed after the time-out. */
  Output run(Duration timeout, Map<String, String> environment, List<String> command);

  /**
   * One of its own files as seen from outside: of /etc and /run.
   *
   * @throws IllegalArgumentException when the file is the machine's
   */
  Path file(String absolute);

  /** The kubeconfig of the person before it, as seen from inside. */
  Path kubeconfig();
}
