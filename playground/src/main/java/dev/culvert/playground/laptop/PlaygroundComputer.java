package dev.culvert.playground.laptop;

import dev.culvert.playground.Place;
import dev.culvert.playground.Playground;
import dev.culvert.playground.machine.Output;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The laptop beside a cluster in a box. */
record PlaygroundComputer(Playground playground) implements Computer {

  @Override
  public Process start(
      Optional<Integer> uid,
      List<String> command,
      Map<String, String> environment,
      Consumer<ProcessBuilder> settings) {
    return playground.sandbox(Place.laptop()).start(uid, command, environment, settings);
  }

  @Override
  public Output run(Duration timeout, Map<String, String> environment, List<String> command) {
    return playground.exec(Place.laptop(), timeout, "", environment, command);
  }

  @Override
  public Path file(String absolute) {
    return playground.laptopFile(absolute);
  }

  @Override
  public Path kubeconfig() {
    return playground.inLaptop(playground.kubeconfig());
  }
}
