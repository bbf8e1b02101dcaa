package dev.culvert.playground.cluster;

import dev.culvert.playground.machine.Layout;
import dev.culvert.playground.machine.Namespace;
import dev.culvert.playground.machine.Programs;
import dev.culvert.playground.machine.Sandbox;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pod's sandbox and processes. A process that ends is started again, with a second's pause. */
// Scheduled work reports its own problems; nobody waits for it.
@SuppressWarnings("FutureReturnValueIgnored")
public final class RunningPod implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningPod.class);
  private static final Duration UNTIL_RESTART = Duration.ofSeconds(1);

  /** Kubernetes' default. */
  private static final int FAILURE_THRESHOLD = 3;

  private static final ScheduledExecutorService PROBES =
      Executors.newScheduledThreadPool(
          1, Thread.ofPlatform().daemon().name("kubelet-probes").factory());

  private final Pod pod;
  private final int number;
  private final Sandbox sandbox;
  private final Namespace node;
  private final Path log;
  private final Consumer<PodStatus> reported;
  private final Instant started = Instant.now();
  private final List<@Nullable Process> processes = new ArrayList<>();
  private final Beside beside;
  private int restarts;
  private boolean ready;
  private boolean closed;
  private boolean probing;
  private int failures;

  RunningPod(
      Pod pod,
      int number,
      Sandbox sandbox,
      Namespace node,
      Path log,
      Map<String, String> agentEnvironment,
      Consumer<PodStatus> reported) {
    this.pod = pod;
    this.number = number;
    this.sandbox = sandbox;
    this.node = node;
    this.log = log;
    this.reported = reported;
    this.beside =
        new Beside(
            sandbox,
            log.resolveSibling(log.getFileName() + ".agent").toFile(),
            agentEnvironment,
            this::report);
  }

  /** Its object as it was when it was started. */
  public Pod pod() {
    return pod;
  }

  public Sandbox sandbox() {
    return sandbox;
  }

  /** Its IPv4 address. */
  public String address() {
    return Layout.podAddress(number);
  }

  /** What its processes have printed. */
  public Path log() {
    return log;
  }

  /** The processes that run now. */
  public synchronized List<Long> pids() {
    List<Long> pids = new ArrayList<>();
    for (Process process : processes) {
      if (process != null && process.isAlive()) {
        pids.add(process.pid());
      }
    }
    return pids;
  }

  /** The processes of its ephemeral containers that run now. */
  public synchronized List<Long> agentPids() {
    return beside.pids();
  }

  /** What its ephemeral containers have printed. */
  public Path agentLog() {
    return log.resolveSibling(log.getFileName() + ".agent");
  }

  /** Starts those ephemeral containers of the pod's object that have not been started yet. */
  void follow(Pod now) {
    boolean any = false;
    synchronized (this) {
      for (EphemeralContainer each : now.getSpec().getEphemeralContainers()) {
        Optional<Process> target = process(each.getTargetContainerName());
        if (!closed && !beside.has(each.getName()) && target.isPresent()) {
          beside.start(each, target.orElseThrow());
          any = true;
        }
      }
    }
    if (any) {
      report();
    }
  }

  private Optional<Process> process(String container) {
    for (int i = 0; i < processes.size(); i++) {
      if (pod.getSpec().getContainers().get(i).getName().equals(container)) {
        return Optional.ofNullable(processes.get(i)).filter(Process::isAlive);
      }
    }
    return Optional.empty();
  }

  /** Whether its probes succeed. */
  public synchronized boolean ready() {
    return ready;
  }

  void start() {
    synchronized (this) {
      for (int i = 0; i < pod.getSpec().getContainers().size(); i++) {
        processes.add(null);
        startContainer(i);
      }
    }
    report();
    PROBES.schedule(this::probe, 60, TimeUnit.MILLISECONDS);
  }

  private synchronized void startContainer(int index) {
    Container container = pod.getSpec().getContainers().get(index);
    List<String> command = new ArrayList<>(container.getCommand());
    command.addAll(container.getArgs());
    if (closed || command.isEmpty()) {
      // Its server is a part of the playground itself: cluster DNS.
      return;
    }
    if (!command.getFirst().startsWith("/")) {
      command.set(0, Programs.path(command.getFirst()));
    }
    Optional<Integer> uid =
        container.getSecurityContext() == null
                || container.getSecurityContext().getRunAsUser() == null
            ? Optional.empty()
            : Optional.of(container.getSecurityContext().getRunAsUser().intValue());
    File logFile = log.toFile();
    Consumer<ProcessBuilder> logging =
        builder ->
            builder
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile));
    Process process =
        uid.isPresent()
            ? sandbox.start(uid, command, environment(container), logging)
            : sandbox.startContained(
                Capabilities.of(container.getSecurityContext()),
                command,
                environment(container),
                logging);
    processes.set(index, process);
    process.onExit().thenAccept(ended -> ended(index, ended));
  }

  private void ended(int index, Process process) {
    synchronized (this) {
      if (closed) {
        return;
      }
      restarts++;
      ready = false;
    }
    LOG.info(
        "{}/{} ended with {}; its log is {}",
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        process.exitValue(),
        log);
    report();
    PROBES.schedule(() -> startContainer(index), UNTIL_RESTART.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Map<String, String> environment(Container container) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOSTNAME", pod.getMetadata().getName());
    environment.put("POD_NAME", pod.getMetadata().getName());
    environment.put("POD_NAMESPACE", pod.getMetadata().getNamespace());
    environment.put("HOME", "/");
    environment.put("KUBERNETES_SERVICE_HOST", Layout.API_SERVICE);
    environment.put("KUBERNETES_SERVICE_PORT", "443");
    environment.put("KUBERNETES_SERVICE_PORT_HTTPS", "443");
    for (EnvVar variable : container.getEnv()) {
      String value = variable.getValue();
      if (value == null
          && variable.getValueFrom() != null
          && variable.getValueFrom().getFieldRef() != null) {
        value =
            switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
              case "metadata.name" -> pod.getMetadata().getName();
              case "metadata.namespace" -> pod.getMetadata().getNamespace();
              case "status.podIP" -> address();
              case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
              default -> "";
            };
      }
      environment.put(variable.getName(), value == null ? "" : value);
    }
    return environment;
  }

  private void probe() {
    synchronized (this) {
      if (closed || probing) {
        return;
      }
      probing = true;
    }
    Thread.ofVirtual()
        .name("probe-" + pod.getMetadata().getName())
        .start(() -> {
          boolean alive = alive();
          boolean succeeds = alive && Probe.succeeds(pod, address(), node);
          boolean now;
          boolean changed;
          synchronized (this) {
            probing = false;
            failures = succeeds ? 0 : failures + 1;
            // The kubelet forgives a ready pod as often as failureThreshold says.
            now = succeeds || alive && ready && failures < FAILURE_THRESHOLD;
            changed = now != ready;
            ready = now;
            if (closed) {
              return;
            }
          }
          if (changed) {
            LOG.info("{} is {}", pod.getMetadata().getName(), now ? "ready" : "not ready");
            report();
          }
          PROBES.schedule(this::probe, now ? 1000 : 100, TimeUnit.MILLISECONDS);
        });
  }

  private synchronized boolean alive() {
    return processes.stream().allMatch(process -> process == null || process.isAlive());
  }

  private void report() {
    PodStatus status;
    synchronized (this) {
      if (closed) {
        return;
      }
      status =
          Statuses.of(
              pod,
              List.of(address(), Layout.podAddress6(number)),
              ready,
              alive(),
              restarts,
              started);
      status.setEphemeralContainerStatuses(beside.statuses());
    }
    reported.accept(status);
  }

  /** Kills its processes and lets go of its sandbox. Its wire is still there. */
  @Override
  public synchronized void close() {
    closed = true;
    for (Process process : processes) {
      if (process != null) {
        Beside.destroy(process);
      }
    }
    beside.close();
    sandbox.close();
  }
}
