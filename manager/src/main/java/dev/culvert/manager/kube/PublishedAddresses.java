package dev.culvert.manager.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells clients where the manager can be reached without the API server, beside its authority: they
 * may read that ConfigMap already, and nothing else in the namespace. One thread at a time.
 */
final class PublishedAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedAddresses.class);

  private final KubernetesClient client;
  private final String namespace;

  /** Empty text: none, which is what a new ConfigMap says, too. */
  private String published = "";

  private boolean first = true;

  PublishedAddresses(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Writes them when they have changed; what fails is tried again with the next change. */
  void publish(List<String> addresses) {
    String text = String.join("\n", addresses);
    // The first time it may be another manager's, which ran elsewhere.
    if (text.equals(published) && !first) {
      return;
    }
    try {
      ManagerConfigMap.publishAddresses(client, namespace, text);
      published = text;
      first = false;
      LOG.info(
          "clients are told to try {}",
          addresses.isEmpty() ? "nothing but the API server's forward" : addresses);
    } catch (KubernetesClientException e) {
      LOG.warn("clients cannot be told where the manager is: {}", KubeErrors.text(e));
    }
  }
}
