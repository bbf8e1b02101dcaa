package dev.culvert.manager.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ConfigMap in which clients find the manager's authority. */
public final class ManagerConfigMap {
  /** Its name, in the manager's namespace. */
  public static final String NAME = "culvert-manager";

  /** The key with the authority's certificate, PEM. */
  public static final String AUTHORITY_KEY = "ca.crt";

  /** The key with what clients may try beside the API server's forward, HOST:PORT in lines. */
  public static final String ADDRESSES_KEY = "addresses";

  private static final Logger LOG = LoggerFactory.getLogger(ManagerConfigMap.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  private ManagerConfigMap() {}

  /**
   * Creates the ConfigMap, or changes the one key in it. Tries again, ever more slowly, while the
   * API server does not answer: a node comes up with its pods before its network, and API servers
   * are upgraded.
   *
   * @param pause what waits between two tries
   * @throws IOException when the API server does not let the manager do it, or the wait is
   *     interrupted
   */
  static void publish(KubernetesClient client, String namespace, String authorityPem, Pause pause)
      throws IOException {
    for (Duration wait = FIRST_WAIT; ; wait = longer(wait)) {
      try {
        if (!update(client, namespace, AUTHORITY_KEY, authorityPem)) {
          create(client, namespace, authorityPem);
        }
        return;
      } catch (KubernetesClientException e) {
        if (!KubeErrors.passing(e)) {
          throw unwritable(namespace, KubeErrors.text(e), e);
        }
        LOG.warn(
            "ConfigMap {}/{} cannot be written, tried again in {} s: {}",
            namespace,
            NAME,
            wait.toSeconds(),
            KubeErrors.text(e));
        try {
          pause.of(wait);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw unwritable(namespace, KubeErrors.text(e), e);
        }
      }
    }
  }

  /** Waits. */
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  private static Duration longer(Duration wait) {
    Duration doubled = wait.multipliedBy(2);
    return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
  }

  private static IOException unwritable(String namespace, String why, Throwable cause) {
    return new IOException(
        "ConfigMap "
            + namespace
            + "/"
            + NAME
            + " cannot be written, so no client can know this manager: "
            + why,
        cause);
  }

  /** Writes the key; empty takes it away. */
  static void publishAddresses(KubernetesClient client, String namespace, String addresses) {
    var _ = update(client, namespace, ADDRESSES_KEY, addresses);
  }

  private static boolean update(
      KubernetesClient client, String namespace, String key, String value) {
    var resource = client.configMaps().inNamespace(namespace).withName(NAME);
    ConfigMap present = resource.get();
    if (present == null) {
      return false;
    }
    Map<String, String> data =
        new HashMap<>(present.getData() == null ? Map.of() : present.getData());
    if (value.isEmpty()) {
      data.remove(key);
    } else {
      data.put(key, value);
    }
    if (data.equals(present.getData())) {
      return true;
    }
    client
        .configMaps()
        .inNamespace(namespace)
        .resource(new ConfigMapBuilder(present).withData(data).build())
        .update();
    return true;
  }

  private static void create(KubernetesClient client, String namespace, String pem) {
    try {
      client
          .configMaps()
          .inNamespace(namespace)
          .resource(
              new ConfigMapBuilder()
                  .withNewMetadata()
                  .withName(NAME)
                  .withNamespace(namespace)
                  .addToLabels("app.kubernetes.io/name", NAME)
                  .endMetadata()
                  .addToData(AUTHORITY_KEY, pem)
                  .build())
          .create();
    } catch (KubernetesClientException e) {
      // Another replica was faster.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          || !update(client, namespace, AUTHORITY_KEY, pem)) {
        throw e;
      }
    }
  }
}
