package dev.culvert.playground.kubernetes;

import dev.culvert.playground.laptop.Computer;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code kubectl port-forward} on the laptop, to the same ports of 127.0.0.1: the yardstick. */
public final class KubectlForward implements AutoCloseable {
  private final Process process;

  private KubectlForward(Process process) {
    this.process = process;
  }

  /** Starts it and waits until every port is open. */
  public static KubectlForward open(
      RealCluster cluster, Computer laptop, String pod, List<Integer> ports) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(cluster.kubectlProgram().toString());
    command.addAll(List.of("port-forward", "--address", "127.0.0.1", "pod/" + pod));
    ports.forEach(port -> command.add(Integer.toString(port)));
    Process process =
        laptop.start(
            Optional.empty(),
            command,
            Map.of("KUBECONFIG", laptop.kubeconfig().toString()),
            builder -> builder.redirectError(ProcessBuilder.Redirect.INHERIT));
    BufferedReader lines = process.inputReader();
    for (int open = 0; open < ports.size(); open++) {
      String line = lines.readLine();
      if (line == null || !line.startsWith("Forwarding from")) {
        process.destroyForcibly();
        throw new IOException("kubectl port-forward said: " + line);
      }
    }
    // It tells each connection; unread, the pipe would fill and stop it.
    Thread.ofVirtual().start(() -> lines.lines().forEach(line -> {}));
    return new KubectlForward(process);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
