package dev.culvert.manager.kube;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.manager.cluster.ClusterState;
import dev.culvert.manager.cluster.PublishedFacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what the cluster's network is made of, and publishes it. A right that is missing takes
 * away what it would have told, with one line in the log; the rest goes on.
 */
public final class KubeFacts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubeFacts.class);

  /** Changes come in bursts (a rollout, the first lists): one publication for each burst. */
  private static final Duration SETTLE = Duration.ofMillis(100);

  /** Objects asked for at once: a large cluster's list comes in pages. */
  private static final long PAGE = 500;

  private final PublishedFacts facts;
  private final String domain;
  private final List<IpAddress> dns;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private final Map<String, List<Prefix>> podCidrs = new TreeMap<>();
  private final Map<String, List<Prefix>> serviceCidrs = new TreeMap<>();
  private final Map<String, List<IpAddress>> serviceIps = new TreeMap<>();
  private final Map<String, List<IpAddress>> podIps = new TreeMap<>();
  private final Map<String, List<IpAddress>> nodeIps = new TreeMap<>();
  private final Set<String> namespaces = new TreeSet<>();
  private final OwnAddresses own;
  private final Consumer<List<String>> reachable;
  private final AtomicBoolean pending = new AtomicBoolean();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("culvert-facts").factory());

  /**
   * @param domain of the cluster
   * @param dns addresses of the cluster's DNS
   * @param own knows where the manager itself can be reached
   * @param reachable told of it, after each change of anything; may block
   */
  KubeFacts(
      PublishedFacts facts,
      String domain,
      List<IpAddress> dns,
      OwnAddresses own,
      Consumer<List<String>> reachable) {
    this.facts = facts;
    this.domain = domain;
    this.dns = List.copyOf(dns);
    this.own = own;
    this.reachable = reachable;
  }

  /** Begins to watch the whole cluster; returns at once. */
  public void start(KubernetesClient client, String ownNamespace) {
    changed();
    watch(
        client.namespaces().withLimit(PAGE).runnableInformer(0),
        new Names<>(Namespace::new),
        "namespaces",
        this::onNamespace);
    watch(
        client.services().inAnyNamespace().withLimit(PAGE).runnableInformer(0),
        new Names<>(Service::new),
        "services",
        this::onService);
    watch(
        client.nodes().withLimit(PAGE).runnableInformer(0),
        new Names<>(Node::new),
        "nodes",
        this::onNode);
    watch(
            client.network().v1().serviceCIDRs().runnableInformer(0),
            new Names<>(ServiceCIDR::new),
            "servicecidrs",
            this::onServiceCidr)
        .whenComplete((ok, failure) -> {
          if (failure != null) {
            askForServiceRanges(client, ownNamespace);
          }
        });
    watch(
        client.pods().inAnyNamespace().withLimit(PAGE).runnableInformer(0),
        new Names<>(Pod::new),
        "pods",
        this::onPod);
  }

  /** Begins to watch one namespace, with rights in no other; returns at once. */
  public void startIn(KubernetesClient client, String namespace) {
    synchronized (this) {
      namespaces.add(namespace);
    }
    changed();
    watch(
        client.services().inNamespace(namespace).withLimit(PAGE).runnableInformer(0),
        new Names<>(Service::new),
        "services",
        this::onService);
    watch(
        client.pods().inNamespace(namespace).withLimit(PAGE).runnableInformer(0),
        new Names<>(Pod::new),
        "pods",
        this::onPod);
    askForServiceRanges(client, namespace);
  }

  private void askForServiceRanges(KubernetesClient client, String namespace) {
    Thread.ofVirtual()
        .name("culvert-service-ranges")
        .start(() -> {
          List<Prefix> told = ServiceRanges.ask(client, namespace);
          synchronized (this) {
            if (!told.isEmpty()) {
              serviceCidrs.put(ServiceRanges.SOURCE, told);
            }
          }
          changed();
        });
  }

  /** A change; the object is gone when the flag is false. */
  private interface Change<T> {
    void apply(T object, boolean present);
  }

  private <T extends HasMetadata> CompletionStage<Void> watch(
      SharedIndexInformer<T> informer, Names<T> names, String resource, Change<T> change) {
    informers.add(informer);
    informer.itemStore(names);
    informer.exceptionHandler((started, failure) -> {
      LOG.warn(
          "{} cannot be watched, so subnets and names are told without them: {}",
          resource,
          failure.getMessage());
      return started;
    });
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(T object) {
            change(object, true);
          }

          @Override
          public void onUpdate(T before, T after) {
            change(after, true);
          }

          @Override
          public void onDelete(T object, boolean finalStateUnknown) {
            change(object, false);
          }

          private void change(T object, boolean present) {
            synchronized (KubeFacts.this) {
              change.apply(object, present);
            }
            changed();
          }
        });
    return informer
        .start()
        .whenComplete((ok, failure) -> {
          if (failure != null) {
            LOG.warn(
                "{} cannot be listed, so subnets and names are told without them: {}",
                resource,
                failure.getMessage());
          }
        });
  }

  private void onNamespace(Namespace namespace, boolean present) {
    if (present) {
      namespaces.add(namespace.getMetadata().getName());
    } else {
      namespaces.remove(namespace.getMetadata().getName());
    }
  }

  private void onService(Service service, boolean present) {
    own.onService(service, present);
    List<String> ips =
        service.getSpec() == null || service.getSpec().getClusterIPs() == null
            ? List.of()
            : service.getSpec().getClusterIPs();
    if (ips.isEmpty() && service.getSpec() != null && service.getSpec().getClusterIP() != null) {
      ips = List.of(service.getSpec().getClusterIP());
    }
    put(serviceIps, service, present ? addresses(ips) : List.of());
  }

  private void onNode(Node node, boolean present) {
    own.onNode(node, present);
    List<String> cidrs =
        node.getSpec() == null || node.getSpec().getPodCIDRs() == null
            ? List.of()
            : node.getSpec().getPodCIDRs();
    if (cidrs.isEmpty() && node.getSpec() != null && node.getSpec().getPodCIDR() != null) {
      cidrs = List.of(node.getSpec().getPodCIDR());
    }
    put(podCidrs, node, present ? prefixes(cidrs) : List.of());
    List<String> ips =
        node.getStatus() == null || node.getStatus().getAddresses() == null
            ? List.of()
            : node.getStatus().getAddresses().stream()
                .filter(address -> address.getType().endsWith("IP"))
                .map(address -> address.getAddress())
                .toList();
    put(nodeIps, node, present ? addresses(ips) : List.of());
  }

  private void onServiceCidr(ServiceCIDR cidr, boolean present) {
    List<Prefix> ranges =
        present && cidr.getSpec() != null ? prefixes(cidr.getSpec().getCidrs()) : List.of();
    String source = "ServiceCIDR " + cidr.getMetadata().getName();
    if (ranges.isEmpty()) {
      serviceCidrs.remove(source);
    } else {
      serviceCidrs.put(source, ranges);
    }
  }

  private void onPod(Pod pod, boolean present) {
    own.onPod(pod, present);
    boolean counts =
        present
            && pod.getStatus() != null
            && pod.getStatus().getPodIPs() != null
            && !Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    put(
        podIps,
        pod,
        counts
            ? addresses(pod.getStatus().getPodIPs().stream().map(ip -> ip.getIp()).toList())
            : List.of());
  }

  private static <V> void put(Map<String, List<V>> map, HasMetadata object, List<V> values) {
    String namespace = object.getMetadata().getNamespace();
    String name = object.getMetadata().getName();
    String key = namespace == null ? name : namespace + "/" + name;
    if (values.isEmpty()) {
      map.remove(key);
    } else {
      map.put(key, values);
    }
  }

  private static List<IpAddress> addresses(Collection<String> texts) {
    List<IpAddress> found = new ArrayList<>();
    for (String text : texts) {
      // "None" is a headless Service; an address may be missing for a moment.
      if (text != null && !text.isEmpty() && !text.equals("None")) {
        try {
          found.add(IpAddress.parse(text));
        } catch (IllegalArgumentException e) {
          LOG.warn("the cluster tells an address that is none: {}", e.getMessage());
        }
      }
    }
    return found;
  }

  private static List<Prefix> prefixes(Collection<String> texts) {
    List<Prefix> found = new ArrayList<>();
    for (String text : texts) {
      try {
        found.add(Prefix.parse(text));
      } catch (IllegalArgumentException e) {
        LOG.warn("the cluster tells a subnet that is none: {}", e.getMessage());
      }
    }
    return found;
  }

  private void changed() {
    if (pending.compareAndSet(false, true) && !timer.isShutdown()) {
      var _ = timer.schedule(this::publish, SETTLE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void publish() {
    pending.set(false);
    ClusterState state;
    List<String> addresses;
    synchronized (this) {
      addresses = own.known();
      state =
          new ClusterState(
              new TreeMap<>(podCidrs),
              new TreeMap<>(serviceCidrs),
              all(serviceIps),
              all(podIps),
              all(nodeIps),
              Set.copyOf(namespaces),
              domain,
              dns);
    }
    facts.publish(state.network());
    reachable.accept(addresses);
  }

  private static Set<IpAddress> all(Map<String, List<IpAddress>> byName) {
    Set<IpAddress> all = new TreeSet<>();
    byName.values().forEach(all::addAll);
    return all;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    informers.forEach(SharedIndexInformer::close);
  }
}
