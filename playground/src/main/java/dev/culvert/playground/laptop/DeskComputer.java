package dev.culvert.playground.laptop;

import dev.culvert.playground.Desk;
import dev.culvert.playground.machine.Output;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A laptop beside a cluster in a box. */
public record DeskComputer(Desk desk) implements Computer {

  @Override
  public Process start(
      Optional<Integer> uid,
      List<String> command,
      Map<String, String> environment,
      Consumer<ProcessBuilder> settings) {
    return desk.sandbox().start(uid, command, environment, settings);
  }

  @Override
  public Output run(Duration timeout, Map<String, String> environment, List<String> command) {
    return desk.sandbox().run(timeout, "", environment, command);
  }

  @Override
  public Path file(String absolute) {
    return desk.file(absolute);
  }

  @Override
  public Path kubeconfig() {
    return desk.kubeconfig();
  }
}
