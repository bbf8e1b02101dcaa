package dev.culvert.manager.kube;

import dev.culvert.core.net.IpAddress;
import dev.culvert.manager.attach.ServicePorts;
import dev.culvert.manager.attach.Workloads;
import dev.culvert.manager.auth.Authorizer;
import dev.culvert.manager.auth.ClientAuthorities;
import dev.culvert.manager.auth.PodVerifier;
import dev.culvert.manager.auth.TokenVerifier;
import dev.culvert.manager.cluster.PublishedFacts;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The manager's connection to the Kubernetes API. */
public final class KubeAccess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubeAccess.class);

  private final KubernetesClient client;
  private final String namespace;
  private final Deque<AutoCloseable> followers = new ArrayDeque<>();

  /** With a client of the caller's; it is closed with this. */
  public KubeAccess(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** As KUBECONFIG says, or the pod's service account. */
  public static KubeAccess connect(String namespace) {
    return new KubeAccess(new KubernetesClientBuilder().build(), namespace);
  }

  /** By TokenReview. */
  public TokenVerifier tokens() {
    return new KubeTokenVerifier(client);
  }

  /** By SubjectAccessReview. */
  public Authorizer authorizer() {
    return new KubeAuthorizer(client, namespace);
  }

  /** By TokenReview. */
  public PodVerifier pods() {
    return new KubePodVerifier(client);
  }

  /**
   * Workloads, and agents in their pods.
   *
   * @param image asked for each agent
   */
  public Workloads workloads(Supplier<AgentImage> image) {
    return new KubeWorkloads(client, image);
  }

  /**
   * Services whose target ports can be moved.
   *
   * @param wholeCluster whether there are rights beyond the manager's own namespace
   */
  public ServicePorts servicePorts(boolean wholeCluster) {
    return new KubeServicePorts(client, wholeCluster ? Optional.empty() : Optional.of(namespace));
  }

  /** The image of a pod's first container: the manager's own, when it asks for itself. */
  public Optional<String> imageOf(String pod) {
    try {
      return Optional.ofNullable(client.pods().inNamespace(namespace).withName(pod).get())
          .map(found -> found.getSpec().getContainers().getFirst().getImage());
    } catch (KubernetesClientException e) {
      LOG.warn("the manager cannot read its own pod: {}", KubeErrors.text(e));
      return Optional.empty();
    }
  }

  /** See {@link ManagerConfigMap#publish}. */
  public void publishAuthority(String pem) throws IOException {
    ManagerConfigMap.publish(client, namespace, pem, Thread::sleep);
  }

  /**
   * Keeps both up to date from now on; returns at once.
   *
   * @param wholeCluster whether there are rights beyond the manager's own namespace; without them
   *     client certificates cannot be checked, and are refused
   */
  public void follow(
      ClientAuthorities clients,
      PublishedFacts facts,
      String domain,
      List<IpAddress> dns,
      boolean wholeCluster) {
    if (wholeCluster) {
      followers.push(new KubeClientAuthorities(client, clients));
    }
    PublishedAddresses addresses = new PublishedAddresses(client, namespace);
    KubeFacts watching =
        new KubeFacts(facts, domain, dns, new OwnAddresses(namespace), addresses::publish);
    followers.push(watching);
    if (wholeCluster) {
      watching.start(client, namespace);
    } else {
      watching.startIn(client, namespace);
    }
  }

  @Override
  public void close() throws Exception {
    while (!followers.isEmpty()) {
      followers.pop().close();
    }
    client.close();
  }
}
