package dev.culvert.playground.cluster;

import dev.culvert.playground.api.PodFiles;
import dev.culvert.playground.machine.Layout;
import dev.culvert.playground.machine.Namespace;
import dev.culvert.playground.machine.Network;
import dev.culvert.playground.machine.Sandbox;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs pods: a network namespace, a view of the file system, the containers' processes, probes, and
 * a status that tells how it really is. Any thread.
 */
public final class Kubelet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Kubelet.class);

  private final Setup setup;
  private final AtomicInteger numbers = new AtomicInteger(1);
  private final Map<String, RunningPod> pods = new ConcurrentHashMap<>();
  private volatile Optional<SharedIndexInformer<Pod>> added = Optional.empty();

  /**
   * What it works with.
   *
   * @param folder where pods have their files and logs
   * @param etc what becomes every pod's /etc
   * @param shared folder that pods see as /run/playground
   * @param client of the store
   * @param networks is told which pod's network is where
   * @param secrets the files of a pod's service account, by name
   * @param binds further views of a pod: its program's files
   * @param agentEnvironment what the image of an ephemeral container sets
   */
  public record Setup(
      Network network,
      Path folder,
      Path etc,
      Path shared,
      KubernetesClient client,
      PodFiles networks,
      java.util.function.Function<Pod, Map<String, String>> secrets,
      java.util.function.Function<Pod, Map<Path, String>> binds,
      Map<String, String> agentEnvironment) {}

  /** Runs nothing yet. */
  public Kubelet(Setup setup) {
    this.setup = setup;
  }

  /** Starts a pod whose object is in the store; returns when its processes are started. */
  public RunningPod run(Pod pod) {
    int number = numbers.incrementAndGet();
    Namespace network = setup.network().addPod(number);
    RunningPod running =
        new RunningPod(
            pod,
            number,
            Sandbox.open(network, view(pod, number)),
            setup.network().node(),
            logFile(pod),
            setup.agentEnvironment(),
            status -> report(pod, status));
    pods.put(key(pod.getMetadata().getNamespace(), pod.getMetadata().getName()), running);
    setup.networks().put(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), network);
    running.start();
    return running;
  }

  /** From now on what is added to a running pod's object is started. */
  public void follow() {
    added = Optional.of(setup.client().pods().inAnyNamespace().inform(new Added()));
  }

  private final class Added implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      onUpdate(pod, pod);
    }

    @Override
    public void onUpdate(Pod before, Pod now) {
      running(now.getMetadata().getNamespace(), now.getMetadata().getName())
          .ifPresent(running -> running.follow(now));
    }

    @Override
    public void onDelete(Pod pod, boolean unknown) {
      // Whoever deletes a pod's object ends the pod as well.
    }
  }

  /** Ends a pod, at once, its network with it; its object stays. */
  public void kill(String namespace, String name) {
    RunningPod running = pods.remove(key(namespace, name));
    if (running == null) {
      throw new IllegalArgumentException(
          "no running pod " + namespace + "/" + name + "; running are " + names());
    }
    setup.networks().remove(namespace, name);
    running.close();
    setup.network().removePod(running.sandbox().network());
  }

  /** The running pods as namespace/name. */
  public List<String> names() {
    return pods.keySet().stream().sorted().toList();
  }

  /** A running pod. */
  public Optional<RunningPod> running(String namespace, String name) {
    return Optional.ofNullable(pods.get(key(namespace, name)));
  }

  /** All running pods. */
  public List<RunningPod> running() {
    return List.copyOf(pods.values());
  }

  private Path logFile(Pod pod) {
    return setup
        .folder()
        .resolve(pod.getMetadata().getNamespace() + "_" + pod.getMetadata().getName() + ".log");
  }

  private Sandbox.View view(Pod pod, int number) {
    String namespace = pod.getMetadata().getNamespace();
    String name = pod.getMetadata().getName();
    Path own = setup.folder().resolve(namespace + "_" + name);
    Path run = own.resolve("run");
    try {
      Path account = run.resolve("secrets/kubernetes.io/serviceaccount");
      Files.createDirectories(account);
      Files.createDirectories(run.resolve("playground"));
      for (Map.Entry<String, String> secret : setup.secrets().apply(pod).entrySet()) {
        Files.writeString(account.resolve(secret.getKey()), secret.getValue());
      }
      Files.writeString(
          own.resolve("resolv.conf"),
          """
          search %1$s.svc.%2$s svc.%2$s %2$s
          nameserver %3$s
          options ndots:5
          """
              .formatted(namespace, Layout.CLUSTER_DOMAIN, Layout.DNS_SERVICE));
      Files.writeString(
          own.resolve("hosts"),
          "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n%s\t%s\n%s\t%s\n"
              .formatted(Layout.podAddress(number), name, Layout.podAddress6(number), name));
      Files.writeString(own.resolve("hostname"), name + "\n");
      Map<Path, Path> binds = new LinkedHashMap<>();
      for (String file : List.of("resolv.conf", "hosts", "hostname")) {
        binds.put(own.resolve(file), Path.of("/etc", file));
      }
      binds.put(setup.shared(), run.resolve("playground"));
      for (Map.Entry<Path, String> bind : setup.binds().apply(pod).entrySet()) {
        Path target = run.resolve(bind.getValue());
        Files.createDirectories(target.getParent());
        if (Files.isDirectory(bind.getKey())) {
          Files.createDirectories(target);
        } else {
          Files.createFile(target);
        }
        binds.put(bind.getKey(), target);
      }
      boolean readOnly =
          pod.getSpec().getContainers().stream()
              .anyMatch(container ->
                  container.getSecurityContext() != null
                      && Boolean.TRUE.equals(
                          container.getSecurityContext().getReadOnlyRootFilesystem()));
      return new Sandbox.View(setup.etc(), run, binds, readOnly);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the files of pod " + name, e);
    }
  }

  private void report(Pod pod, PodStatus status) {
    try {
      setup
          .client()
          .pods()
          .inNamespace(pod.getMetadata().getNamespace())
          .withName(pod.getMetadata().getName())
          .editStatus(now -> {
            now.setStatus(status);
            return now;
          });
    } catch (RuntimeException e) {
      // Deleted meanwhile, or the store is closing.
      LOG.debug("status of {} not reported", pod.getMetadata().getName(), e);
    }
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  @Override
  public void close() {
    added.ifPresent(SharedIndexInformer::stop);
    pods.values().forEach(RunningPod::close);
  }
}
