package dev.culvert.app.kube;

import dev.culvert.app.cluster.WorkloadDetail;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The volumes of a pod where its containers see them. */
final class Volumes {
  private Volumes() {}

  static List<WorkloadDetail.Volume> of(
      KubernetesClient client, String namespace, @Nullable PodSpec spec) {
    List<WorkloadDetail.Volume> mounts = new ArrayList<>();
    if (spec == null || spec.getContainers() == null) {
      return mounts;
    }
    Map<String, Volume> volumes = new HashMap<>();
    if (spec.getVolumes() != null) {
      spec.getVolumes().forEach(volume -> volumes.put(volume.getName(), volume));
    }
    for (Container container : spec.getContainers()) {
      if (container.getVolumeMounts() == null) {
        continue;
      }
      for (VolumeMount mount : container.getVolumeMounts()) {
        Volume volume = volumes.get(mount.getName());
        // Kubernetes' own token and certificates are in every pod and no one's data.
        if (volume != null && !mount.getMountPath().startsWith("/var/run/secrets/")) {
          mounts.add(of(client, namespace, mount, volume));
        }
      }
    }
    return mounts;
  }

  private static WorkloadDetail.Volume of(
      KubernetesClient client, String namespace, VolumeMount mount, Volume volume) {
    boolean readOnly = Boolean.TRUE.equals(mount.getReadOnly());
    String kind = "";
    String detail = "";
    if (volume.getConfigMap() != null) {
      kind = "ConfigMap";
      detail = volume.getConfigMap().getName();
      readOnly = true;
    } else if (volume.getSecret() != null) {
      kind = "Secret";
      detail = volume.getSecret().getSecretName();
      readOnly = true;
    } else if (volume.getPersistentVolumeClaim() != null) {
      kind = "PVC";
      detail = size(client, namespace, volume.getPersistentVolumeClaim().getClaimName());
    } else if (volume.getEmptyDir() != null) {
      kind = "emptyDir";
    } else if (volume.getHostPath() != null) {
      kind = "hostPath";
      detail = volume.getHostPath().getPath();
    } else if (volume.getProjected() != null) {
      kind = "projected";
      readOnly = true;
    } else if (volume.getCsi() != null) {
      kind = "CSI";
      detail = volume.getCsi().getDriver();
    } else if (volume.getNfs() != null) {
      kind = "NFS";
      detail = volume.getNfs().getServer();
    }
    return new WorkloadDetail.Volume(
        mount.getMountPath(), kind, detail == null ? "" : detail, readOnly);
  }

  /** The claim's size; its name when it may not be read. */
  private static String size(KubernetesClient client, String namespace, String claim) {
    try {
      PersistentVolumeClaim found =
          client.persistentVolumeClaims().inNamespace(namespace).withName(claim).get();
      if (found != null
          && found.getStatus() != null
          && found.getStatus().getCapacity() != null
          && found.getStatus().getCapacity().get("storage") != null) {
        return words(found.getStatus().getCapacity().get("storage").toString());
      }
    } catch (KubernetesClientException e) {
      return claim;
    }
    return claim;
  }

  /** {@code 20Gi} as people write it. */
  private static String words(String quantity) {
    return quantity.replaceAll("([KMGTPE]i)$", "\u00a0$1B");
  }
}
