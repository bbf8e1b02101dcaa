package dev.culvert.playground.cluster;

import dev.culvert.playground.machine.Sandbox;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import java.io.File;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pod's ephemeral containers. Each is started once, beside a process that runs, and goes with it.
 * Guarded by its pod.
 */
final class Beside {
  private final Sandbox sandbox;
  private final File log;
  private final Map<String, String> image;
  private final Runnable changed;
  private final Map<String, Started> all = new LinkedHashMap<>();

  private record Started(EphemeralContainer container, Process process, Instant at) {}

  /**
   * @param image what an ephemeral container's image sets
   * @param changed is told when one has ended
   */
  Beside(Sandbox sandbox, File log, Map<String, String> image, Runnable changed) {
    this.sandbox = sandbox;
    this.log = log;
    this.image = image;
    this.changed = changed;
  }

  boolean has(String name) {
    return all.containsKey(name);
  }

  // An end is told to whoever watches the pod; nobody waits for it here.
  @SuppressWarnings("FutureReturnValueIgnored")
  void start(EphemeralContainer container, Process target) {
    Map<String, String> environment = new HashMap<>(image);
    container.getEnv().forEach(each -> environment.put(each.getName(), each.getValue()));
    // All processes are in one process namespace here: the target is not number 1.
    environment.put("CULVERT_TARGET_PID", Long.toString(target.pid()));
    var context = container.getSecurityContext();
    Optional<Integer> uid =
        context == null || context.getRunAsUser() == null || context.getRunAsUser() == 0
            ? Optional.empty()
            : Optional.of(context.getRunAsUser().intValue());
    Process process =
        uid.isPresent()
            ? sandbox.start(uid, container.getCommand(), environment, this::logging)
            : sandbox.startContained(
                Capabilities.of(context), container.getCommand(), environment, this::logging);
    all.put(container.getName(), new Started(container, process, Instant.now()));
    target.onExit().thenAccept(ended -> destroy(process));
    process.onExit().thenAccept(ended -> changed.run());
  }

  private void logging(ProcessBuilder builder) {
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
  }

  static void destroy(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  List<Long> pids() {
    return all.values().stream()
        .map(Started::process)
        .filter(Process::isAlive)
        .map(Process::pid)
        .toList();
  }

  List<ContainerStatus> statuses() {
    return all.values().stream().map(Beside::status).toList();
  }

  private static ContainerStatus status(Started started) {
    ContainerStatusBuilder status =
        new ContainerStatusBuilder()
            .withName(started.container().getName())
            .withImage(started.container().getImage())
            .withImageID(started.container().getImage())
            .withReady(false)
            .withRestartCount(0);
    String since = started.at().truncatedTo(ChronoUnit.SECONDS).toString();
    return started.process().isAlive()
        ? status
            .withNewState()
            .withNewRunning()
            .withStartedAt(since)
            .endRunning()
            .endState()
            .build()
        : status
            .withNewState()
            .withNewTerminated()
            .withStartedAt(since)
            .withExitCode(started.process().exitValue())
            .withReason("Completed")
            .endTerminated()
            .endState()
            .build();
  }

  void close() {
    all.values().forEach(each -> destroy(each.process()));
  }
}
