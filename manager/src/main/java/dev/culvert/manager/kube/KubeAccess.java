package dev.culvert.manager.kube;

import dev.culvert.core.net.IpAddress;
import dev.culvert.manager.auth.Authorizer;
import dev.culvert.manager.auth.ClientAuthorities;
import dev.culvert.manager.auth.TokenVerifier;
import dev.culvert.manager.cluster.PublishedFacts;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The manager's connection to the Kubernetes API. */
public final class KubeAccess implements AutoCloseable {
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

  /** See {@link ManagerConfigMap#publish}. */
  public void publishAuthority(String pem) throws IOException {
    ManagerConfigMap.publish(client, namespace, pem);
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
    KubeFacts watching = new KubeFacts(facts, domain, dns);
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
