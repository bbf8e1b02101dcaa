package dev.culvert.playground.cluster;

import dev.culvert.playground.service.ClusterView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Kubernetes' controllers do, as far as the playground needs it: pods for workloads. */
public final class Workloads {
  private static final Logger LOG = LoggerFactory.getLogger(Workloads.class);

  private final Kubelet kubelet;
  private final KubernetesClient client;
  private final RandomGenerator random = new SecureRandom();
  private final Map<String, Entry> byPod = new ConcurrentHashMap<>();
  private final Map<String, Entry> down = new ConcurrentHashMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Integer> reported = new HashMap<>();

  private record Entry(Workload workload, HasMetadata owner, List<HasMetadata> objects) {}

  /** With no workloads yet. */
  public Workloads(Kubelet kubelet, KubernetesClient client) {
    this.kubelet = kubelet;
    this.client = client;
  }

  /** Makes the objects of workloads and their pods, to be put into the store. */
  public List<HasMetadata> prepare(List<Workload> workloads) {
    List<HasMetadata> all = new ArrayList<>();
    for (Workload workload : workloads) {
      List<HasMetadata> own = workload.objects();
      Entry entry = new Entry(workload, own.getLast(), own);
      entries.add(entry);
      all.addAll(own);
      for (int i = 0; i < workload.replicas(); i++) {
        Pod pod = workload.pod(workload.podName(i, random), entry.owner());
        byPod.put(key(pod), entry);
        all.add(pod);
      }
    }
    return all;
  }

  /** Starts the pods among the objects, several at a time. */
  public void start(List<HasMetadata> objects) {
    try (ExecutorService starters = Executors.newFixedThreadPool(4)) {
      List<Future<?>> starting = new ArrayList<>();
      for (HasMetadata object : objects) {
        if (object instanceof Pod pod && byPod.containsKey(key(pod))) {
          starting.add(starters.submit(() -> kubelet.run(pod)));
        }
      }
      for (Future<?> one : starting) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a pod did not start: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pods start", e);
    }
  }

  /** Kills a pod and starts another in its place, as its workload's controller would. */
  public RunningPod replace(String namespace, String name) {
    Entry entry = entryOf(namespace, name);
    remove(namespace, name);
    return add(entry, name);
  }

  /** Kills a pod; nothing takes its place until {@link #bringBack}. */
  public void takeDown(String namespace, String name) {
    down.put(namespace + "/" + name, entryOf(namespace, name));
    remove(namespace, name);
  }

  /** Starts a pod in the place of one that was taken down. */
  public RunningPod bringBack(String namespace, String name) {
    Entry entry = down.remove(namespace + "/" + name);
    if (entry == null) {
      throw new IllegalArgumentException(
          namespace + "/" + name + " was not taken down; down are " + down.keySet());
    }
    return add(entry, name);
  }

  private Entry entryOf(String namespace, String name) {
    Entry entry = byPod.get(namespace + "/" + name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "no pod " + namespace + "/" + name + "; running are " + kubelet.names());
    }
    return entry;
  }

  private void remove(String namespace, String name) {
    byPod.remove(namespace + "/" + name);
    kubelet.kill(namespace, name);
    client.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
  }

  private RunningPod add(Entry entry, String oldName) {
    String name =
        entry.workload().kind() == Workload.Kind.STATEFUL_SET
            ? oldName
            : entry.workload().podName(0, random);
    Pod pod = entry.workload().pod(name, entry.owner());
    byPod.put(key(pod), entry);
    // As it is stored: the UID is the API server's to give, and the pod's token names it.
    return kubelet.run(
        client.pods().inNamespace(entry.workload().namespace()).resource(pod).create());
  }

  /** Lets the workloads' statuses follow their pods. */
  public synchronized void follow(ClusterView view) {
    Map<String, Integer> ready = new HashMap<>();
    for (ClusterView.PodView pod : view.pods()) {
      Entry entry = byPod.get(pod.namespace() + "/" + pod.name());
      if (entry != null && pod.ready()) {
        ready.merge(entry.workload().namespace() + "/" + entry.workload().name(), 1, Integer::sum);
      }
    }
    for (Entry entry : entries) {
      String key = entry.workload().namespace() + "/" + entry.workload().name();
      int now = ready.getOrDefault(key, 0);
      if (!Integer.valueOf(now).equals(reported.put(key, now))) {
        for (HasMetadata object : entry.objects()) {
          report(object, entry.workload(), now);
        }
      }
    }
  }

  private void report(HasMetadata object, Workload workload, int ready) {
    String namespace = workload.namespace();
    String name = object.getMetadata().getName();
    int wanted = workload.replicas();
    try {
      switch (object.getKind()) {
        case "Deployment" ->
            client
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .editStatus(now -> {
                  now.getStatus().setReplicas(wanted);
                  now.getStatus().setUpdatedReplicas(wanted);
                  now.getStatus().setReadyReplicas(ready);
                  now.getStatus().setAvailableReplicas(ready);
                  now.getStatus().setUnavailableReplicas(wanted - ready);
                  now.getStatus().setObservedGeneration(1L);
                  return now;
                });
        case "ReplicaSet" ->
            client
                .apps()
                .replicaSets()
                .inNamespace(namespace)
                .withName(name)
                .editStatus(now -> {
                  now.getStatus().setReadyReplicas(ready);
                  now.getStatus().setAvailableReplicas(ready);
                  return now;
                });
        case "StatefulSet" ->
            client
                .apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(name)
                .editStatus(now -> {
                  now.getStatus().setCurrentReplicas(wanted);
                  now.getStatus().setReadyReplicas(ready);
                  now.getStatus().setAvailableReplicas(ready);
                  now.getStatus().setObservedGeneration(1L);
                  return now;
                });
        default ->
            client
                .apps()
                .daemonSets()
                .inNamespace(namespace)
                .withName(name)
                .editStatus(now -> {
                  now.getStatus().setNumberReady(ready);
                  now.getStatus().setNumberAvailable(ready);
                  now.getStatus().setObservedGeneration(1L);
                  return now;
                });
      }
    } catch (RuntimeException e) {
      LOG.debug("status of {} not reported", name, e);
    }
  }

  private static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }
}
