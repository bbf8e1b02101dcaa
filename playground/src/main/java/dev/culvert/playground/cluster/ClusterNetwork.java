package dev.culvert.playground.cluster;

import dev.culvert.playground.dns.ClusterZone;
import dev.culvert.playground.dns.Zone;
import dev.culvert.playground.machine.Namespace;
import dev.culvert.playground.machine.Network;
import dev.culvert.playground.service.ClusterView;
import dev.culvert.playground.service.ServiceRules;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps service rules, DNS and endpoints in step with the API's objects. Changes that come together
 * are taken together, on one thread.
 */
// Scheduled work reports its own problems; nobody waits for it.
@SuppressWarnings("FutureReturnValueIgnored")
public final class ClusterNetwork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNetwork.class);
  private static final long GATHER_MILLIS = 20;

  private final Namespace node;
  private final Zone next;
  private final Consumer<ClusterView> followers;
  private final SharedIndexInformer<Service> services;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<Endpoints> endpoints;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cluster-network").factory());
  // Dirty, so that nothing is scheduled before all is there.
  private final AtomicBoolean dirty = new AtomicBoolean(true);
  private volatile Zone zone;
  private volatile ClusterView view = ClusterView.EMPTY;
  private String rules = "";

  /**
   * Starts watching.
   *
   * @param next answers names that are not the cluster's
   * @param followers are told of each new view, on the worker thread
   */
  public ClusterNetwork(
      Namespace node, KubernetesClient client, Zone next, Consumer<ClusterView> followers) {
    this.node = node;
    this.next = next;
    this.followers = followers;
    zone = new ClusterZone(ClusterView.EMPTY, next);
    services = client.services().inAnyNamespace().inform(new Changed<>());
    pods = client.pods().inAnyNamespace().inform(new Changed<>());
    endpoints = client.endpoints().inAnyNamespace().inform(new Changed<>());
    dirty.set(false);
    changed();
  }

  /** What DNS answers now. */
  public Zone zone() {
    return zone;
  }

  /** The services and pods as last seen. */
  public ClusterView view() {
    return view;
  }

  private void changed() {
    if (dirty.compareAndSet(false, true) && !worker.isShutdown()) {
      worker.schedule(this::follow, GATHER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void follow() {
    dirty.set(false);
    try {
      ClusterView now =
          ClusterView.of(
              services.getStore().list(), pods.getStore().list(), endpoints.getStore().list());
      view = now;
      zone = new ClusterZone(now, next);
      String fresh = ServiceRules.of(now);
      if (!fresh.equals(rules)) {
        Network.nft(node, fresh);
        rules = fresh;
      }
      followers.accept(now);
    } catch (RuntimeException e) {
      LOG.error("the cluster's network is not in step with its objects", e);
    }
  }

  @Override
  public void close() {
    services.stop();
    pods.stop();
    endpoints.stop();
    worker.shutdownNow();
  }

  private final class Changed<T extends HasMetadata> implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      changed();
    }

    @Override
    public void onUpdate(T before, T after) {
      changed();
    }

    @Override
    public void onDelete(T object, boolean unknown) {
      changed();
    }
  }
}
