package dev.culvert.app.kube;

import dev.culvert.app.install.InstallException;
import dev.culvert.app.install.InstallException.Problem;
import dev.culvert.app.install.ManagerChart;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Takes away what an installation made, and nothing else. */
final class Removal {
  private static final String NAME = "culvert-manager";
  private static final Map<String, String> OURS =
      Map.of(
          "app.kubernetes.io/managed-by",
          ManagerChart.MANAGED_BY,
          "app.kubernetes.io/part-of",
          "culvert");
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

  private final KubernetesClient client;
  private final Pause pause;

  Removal(KubernetesClient client, Pause pause) {
    this.client = client;
    this.pause = pause;
  }

  List<String> remove(String namespace, Duration patience, Consumer<String> progress)
      throws InstallException, InterruptedException {
    Map<String, Resource<? extends HasMetadata>> candidates = candidates(namespace);
    Map<String, Resource<? extends HasMetadata>> deleted = new LinkedHashMap<>();
    for (Map.Entry<String, Resource<? extends HasMetadata>> entry : candidates.entrySet()) {
      if (delete(entry.getKey(), entry.getValue())) {
        progress.accept(entry.getKey());
        deleted.put(entry.getKey(), entry.getValue());
      }
    }
    // What the manager's pod was is gone only when its process has ended.
    awaitNoPods(namespace, patience);
    if (madeForUs(namespace)) {
      List<String> others = others(namespace);
      String what = "Namespace " + namespace;
      if (others.isEmpty()) {
        progress.accept(what);
        Resource<Namespace> own = client.namespaces().withName(namespace);
        delete(what, own);
        deleted.put(what, own);
      } else {
        progress.accept(
            "Namespace %s stays: it also holds %s".formatted(namespace, String.join(", ", others)));
      }
    }
    if (deleted.isEmpty()) {
      throw new InstallException(
          Problem.NOT_INSTALLED,
          "nothing of Culvert is in namespace " + namespace,
          "Name the namespace of the manager with -n.");
    }
    awaitGone(deleted, patience);
    return List.copyOf(deleted.keySet());
  }

  /** By name; each is only deleted when its labels say that an installation made it. */
  private Map<String, Resource<? extends HasMetadata>> candidates(String namespace) {
    String wide = NAME + "-" + namespace;
    var rbac = client.rbac();
    Map<String, Resource<? extends HasMetadata>> all = new LinkedHashMap<>();
    String here = namespace + "/" + NAME;
    all.put(
        "Deployment " + here, client.apps().deployments().inNamespace(namespace).withName(NAME));
    all.put("Service " + here, client.services().inNamespace(namespace).withName(NAME));
    all.put("ClusterRoleBinding " + wide, rbac.clusterRoleBindings().withName(wide));
    all.put("ClusterRole " + wide, rbac.clusterRoles().withName(wide));
    all.put(
        "RoleBinding kube-system/" + wide,
        rbac.roleBindings().inNamespace("kube-system").withName(wide));
    all.put("RoleBinding " + here, rbac.roleBindings().inNamespace(namespace).withName(NAME));
    all.put("Role " + here, rbac.roles().inNamespace(namespace).withName(NAME));
    all.put("ConfigMap " + here, client.configMaps().inNamespace(namespace).withName(NAME));
    all.put(
        "ServiceAccount " + here, client.serviceAccounts().inNamespace(namespace).withName(NAME));
    return all;
  }

  private static boolean ours(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels != null && labels.entrySet().containsAll(OURS.entrySet());
  }

  /** Whether there was something of ours, which is being deleted now. */
  private static boolean delete(String what, Resource<? extends HasMetadata> resource)
      throws InstallException {
    try {
      HasMetadata present = resource.get();
      if (present == null || !ours(present)) {
        return false;
      }
    } catch (KubernetesClientException e) {
      // Who installed into one namespace may not look at what lies outside, and made nothing there.
      if (e.getCode() == 403 && (what.startsWith("Cluster") || what.contains("kube-system/"))) {
        return false;
      }
      throw InstallFailures.of(e, "get " + what);
    }
    try {
      resource.delete();
      return true;
    } catch (KubernetesClientException e) {
      throw InstallFailures.of(e, "delete " + what);
    }
  }

  private boolean madeForUs(String namespace) throws InstallException {
    try {
      Namespace present = client.namespaces().withName(namespace).get();
      return present != null && ours(present);
    } catch (KubernetesClientException e) {
      if (e.getCode() == 403) {
        return false;
      }
      throw InstallFailures.of(e, "get the namespace " + namespace);
    }
  }

  /** What people would miss, were the namespace deleted. */
  private List<String> others(String namespace) throws InstallException {
    try {
      List<HasMetadata> found = new ArrayList<>();
      found.addAll(client.pods().inNamespace(namespace).list().getItems());
      found.addAll(client.services().inNamespace(namespace).list().getItems());
      found.addAll(client.secrets().inNamespace(namespace).list().getItems());
      found.addAll(client.configMaps().inNamespace(namespace).list().getItems());
      found.addAll(client.persistentVolumeClaims().inNamespace(namespace).list().getItems());
      found.addAll(client.apps().deployments().inNamespace(namespace).list().getItems());
      found.addAll(client.apps().statefulSets().inNamespace(namespace).list().getItems());
      return found.stream()
          .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
          .filter(object -> !ours(object))
          // Every namespace has this one.
          .filter(object -> !object.getMetadata().getName().equals("kube-root-ca.crt"))
          .map(FabricInstaller::words)
          .toList();
    } catch (KubernetesClientException e) {
      throw InstallFailures.of(e, "see what else is in namespace " + namespace);
    }
  }

  private void awaitNoPods(String namespace, Duration patience)
      throws InstallException, InterruptedException {
    long begun = System.nanoTime();
    while (true) {
      try {
        if (client
            .pods()
            .inNamespace(namespace)
            .withLabel("app.kubernetes.io/name", NAME)
            .list()
            .getItems()
            .isEmpty()) {
          return;
        }
      } catch (KubernetesClientException e) {
        throw InstallFailures.of(e, "list the pods of namespace " + namespace);
      }
      giveUp(begun, patience, "the manager's pod");
      pause.await(BETWEEN_LOOKS);
    }
  }

  private void awaitGone(Map<String, Resource<? extends HasMetadata>> deleted, Duration patience)
      throws InstallException, InterruptedException {
    long begun = System.nanoTime();
    for (Map.Entry<String, Resource<? extends HasMetadata>> entry : deleted.entrySet()) {
      while (present(entry.getKey(), entry.getValue())) {
        giveUp(begun, patience, entry.getKey());
        pause.await(BETWEEN_LOOKS);
      }
    }
  }

  private static boolean present(String what, Resource<? extends HasMetadata> resource)
      throws InstallException {
    try {
      return resource.get() != null;
    } catch (KubernetesClientException e) {
      throw InstallFailures.of(e, "get " + what);
    }
  }

  private static void giveUp(long begun, Duration patience, String what) throws InstallException {
    if (System.nanoTime() - begun > patience.toNanos()) {
      throw new InstallException(
          Problem.NOT_IN_TIME,
          "%s is still there after %d s".formatted(what, patience.toSeconds()),
          "A finalizer or an unreachable node may hold it: kubectl describe shows which.");
    }
  }
}
