package dev.culvert.playground.kubernetes;

import dev.culvert.playground.laptop.Computer;
import dev.culvert.playground.machine.Instance;
import dev.culvert.playground.machine.Output;
import dev.culvert.playground.machine.Processes;
import dev.culvert.playground.machine.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A cluster that {@code ./culvert cluster up} started: its files are in one folder, which says all
 * there is to know about it. This class starts and ends nothing.
 */
public final class RealCluster {
  /** Which one, where there are several: the same variable as for the script. */
  public static final String NAME_VARIABLE = "CULVERT_CLUSTER";

  private static final Path BASE = Path.of("/run/culvert-cluster");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path folder;
  private final long node;
  private final long laptop;

  private RealCluster(Path folder, long node, long laptop) {
    this.folder = folder;
    this.node = node;
    this.laptop = laptop;
  }

  /** The cluster that is up, if one is. */
  public static Optional<RealCluster> running() {
    String name = Optional.ofNullable(System.getenv(NAME_VARIABLE)).orElse("default");
    Path folder = BASE.resolve(name);
    try {
      Optional<Long> node = living(folder.resolve("pid"));
      Optional<Long> laptop = living(folder.resolve("laptop.pid"));
      return node.isPresent() && laptop.isPresent()
          ? Optional.of(new RealCluster(folder, node.orElseThrow(), laptop.orElseThrow()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<Long> living(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Instance.Owner owner = Instance.Owner.parse(Files.readString(file));
    return owner.alive() ? Optional.of(owner.pid()) : Optional.empty();
  }

  /** Logs and kubeconfigs. */
  public Path folder() {
    return folder;
  }

  /** The context's name in its kubeconfigs. */
  public String context() {
    return folder.getFileName().toString();
  }

  /** kubectl as the cluster's administrator. */
  public Output kubectl(String... arguments) {
    return kubectlReading("", arguments);
  }

  /** What kubectl printed, when it succeeded. */
  public String told(String... arguments) {
    return kubectl(arguments).orFail("kubectl " + String.join(" ", arguments)).out().strip();
  }

  /** {@code kubectl apply} of YAML. */
  public void apply(String yaml) {
    kubectlReading(yaml, "apply", "-f", "-").orFail("kubectl apply");
  }

  /**
   * A process of the node's network that goes on: kubectl port-forward, for example. It dies with
   * this virtual machine.
   */
  public Process startOnNode(List<String> command, Consumer<ProcessBuilder> settings) {
    List<String> whole = new ArrayList<>(onNode());
    whole.addAll(Processes.dyingWithUs());
    whole.addAll(command);
    return Processes.start(whole, Processes.plainEnvironment(), settings);
  }

  /**
   * A program of this computer in the node's network, to its end. It sees this computer's files: a
   * Java that does not see its own process in /proc does not find its libraries.
   */
  public Output runOnNode(Duration timeout, List<String> command) {
    List<String> whole =
        new ArrayList<>(
            List.of(Programs.path("nsenter"), "-t", Long.toString(node), "--net", "--"));
    whole.addAll(command);
    return Processes.run(timeout, "", whole, Processes.plainEnvironment());
  }

  /** The program that the cluster was built with. */
  public Path kubectlProgram() {
    return folder.resolve("bin/kubectl").toAbsolutePath();
  }

  private Output kubectlReading(String input, String... arguments) {
    List<String> command = new ArrayList<>(onNode());
    command.add(kubectlProgram().toString());
    command.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>(Processes.plainEnvironment());
    environment.put("KUBECONFIG", folder.resolve("admin.conf").toString());
    return Processes.run(PATIENCE, input, command, environment);
  }

  private List<String> onNode() {
    return List.of(Programs.path("nsenter"), "-t", Long.toString(node), "--net", "--mount", "--");
  }

  /**
   * The laptop, with somebody before it.
   *
   * @param person of whom there is a kubeconfig: admin, developer
   */
  public Computer laptopOf(String person) {
    return new RealComputer(folder, laptop, folder.resolve(person + ".conf"));
  }
}
