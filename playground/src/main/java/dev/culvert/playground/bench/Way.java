package dev.culvert.playground.bench;

import dev.culvert.playground.machine.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One way from a client to the servers: through Culvert, directly, or through the relay. The client
 * program is the same on every way.
 */
final class Way {

  /** Runs a Java program in the place where this way begins. */
  interface Start {
    Output run(Duration atMost, Class<?> main, String... arguments);
  }

  /** Where this way's client has to go for a server's port. */
  interface Target {
    HostPort of(int port);
  }

  private final String name;
  private final Start start;
  private final Target target;

  Way(String name, Start start, Target target) {
    this.name = name;
    this.start = start;
    this.target = target;
  }

  String name() {
    return name;
  }

  /** Where it leads to a port. */
  HostPort target(int port) {
    return target.of(port);
  }

  /** The same way to one place. */
  Way withTarget(HostPort to) {
    return new Way(name, start, port -> to);
  }

  /**
   * Runs one workload.
   *
   * @throws IllegalStateException with what the client printed when it failed
   */
  Map<String, Double> measure(String workload, int port, double seconds, String... more) {
    HostPort to = target.of(port);
    List<String> arguments =
        new ArrayList<>(
            List.of(workload, to.host(), Integer.toString(to.port()), Double.toString(seconds)));
    arguments.addAll(List.of(more));
    Output output =
        start
            .run(
                Duration.ofSeconds((long) seconds + 40),
                BenchClient.class,
                arguments.toArray(String[]::new))
            .orFail(workload + " " + name);
    Map<String, Double> figures = new HashMap<>();
    for (String pair : output.out().strip().split(" ", -1)) {
      int equals = pair.indexOf('=');
      figures.put(pair.substring(0, equals), Double.parseDouble(pair.substring(equals + 1)));
    }
    return figures;
  }

  record HostPort(String host, int port) {}
}
