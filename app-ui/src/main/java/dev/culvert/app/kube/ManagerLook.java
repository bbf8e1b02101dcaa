package dev.culvert.app.kube;

import dev.culvert.app.cluster.ManagerFinding;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Looks for the manager's pods, as the helper does: by their label, in the manager's namespace. */
final class ManagerLook {
  private static final String NAMESPACE = "culvert";
  private static final String LABEL = "app.kubernetes.io/name";
  private static final String NAME = "culvert-manager";
  private static final String VERSION = "app.kubernetes.io/version";

  private ManagerLook() {}

  static ManagerFinding into(KubernetesClient client) {
    List<Pod> pods = client.pods().inNamespace(NAMESPACE).withLabel(LABEL, NAME).list().getItems();
    if (pods.isEmpty()) {
      return new ManagerFinding.Missing(NAMESPACE);
    }
    Pod pod = pods.getFirst();
    var labels = pod.getMetadata().getLabels();
    String version = labels == null ? null : labels.get(VERSION);
    return new ManagerFinding.Found(
        version == null ? tag(pod) : version, pod.getMetadata().getNamespace());
  }

  private static String tag(Pod pod) {
    if (pod.getSpec() == null || pod.getSpec().getContainers().isEmpty()) {
      return "";
    }
    String image = String.valueOf(pod.getSpec().getContainers().getFirst().getImage());
    int colon = image.lastIndexOf(':');
    return colon > image.lastIndexOf('/') ? image.substring(colon + 1) : "";
  }
}
