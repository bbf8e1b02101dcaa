package dev.culvert.manager.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;

/** The ConfigMap in which clients find the manager's authority. */
public final class ManagerConfigMap {
  /** Its name, in the manager's namespace. */
  public static final String NAME = "culvert-manager";

  /** The key with the authority's certificate, PEM. */
  public static final String AUTHORITY_KEY = "ca.crt";

  private ManagerConfigMap() {}

  /**
   * Creates the ConfigMap, or changes the one key in it.
   *
   * @throws IOException when the API server does not let the manager do it
   */
  public static void publish(KubernetesClient client, String namespace, String authorityPem)
      throws IOException {
    try {
      if (!update(client, namespace, authorityPem)) {
        create(client, namespace, authorityPem);
      }
    } catch (KubernetesClientException e) {
      throw new IOException(
          "ConfigMap "
              + namespace
              + "/"
              + NAME
              + " cannot be written, so no client can know this manager: "
              + KubeErrors.text(e),
          e);
    }
  }

  private static boolean update(KubernetesClient client, String namespace, String pem) {
    var resource = client.configMaps().inNamespace(namespace).withName(NAME);
    ConfigMap present = resource.get();
    if (present == null) {
      return false;
    }
    Map<String, String> data =
        new HashMap<>(present.getData() == null ? Map.of() : present.getData());
    data.put(AUTHORITY_KEY, pem);
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
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || !update(client, namespace, pem)) {
        throw e;
      }
    }
  }
}
