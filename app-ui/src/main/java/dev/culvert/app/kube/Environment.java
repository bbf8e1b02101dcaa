package dev.culvert.app.kube;

import dev.culvert.app.cluster.WorkloadDetail.SecretKey;
import dev.culvert.app.cluster.WorkloadDetail.Variable;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a pod's containers, as the workload says them; values of ConfigMaps are read,
 * values of Secrets are not before a person asks.
 */
final class Environment {
  private final KubernetesClient client;
  private final String namespace;
  private final Map<String, Map<String, String>> configMaps = new HashMap<>();

  Environment(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  List<Variable> of(@Nullable PodSpec spec) {
    List<Variable> all = new ArrayList<>();
    if (spec == null || spec.getContainers() == null) {
      return all;
    }
    for (Container container : spec.getContainers()) {
      for (EnvFromSource from : orNone(container.getEnvFrom())) {
        whole(container.getName(), from, all);
      }
      for (EnvVar variable : orNone(container.getEnv())) {
        all.add(one(container.getName(), variable));
      }
    }
    return all;
  }

  private void whole(String container, EnvFromSource from, List<Variable> all) {
    String prefix = from.getPrefix() == null ? "" : from.getPrefix();
    if (from.getConfigMapRef() != null) {
      String name = from.getConfigMapRef().getName();
      data(name)
          .forEach((key, value) ->
              all.add(
                  new Variable(
                      container, prefix + key, value, "ConfigMap " + name + ", " + key, null)));
    } else if (from.getSecretRef() != null) {
      // Its keys are as secret as its values: the whole is one line.
      String name = from.getSecretRef().getName();
      all.add(new Variable(container, prefix + "*", "", "Secret " + name, null));
    }
  }

  private Variable one(String container, EnvVar variable) {
    EnvVarSource from = variable.getValueFrom();
    String name = variable.getName();
    if (from == null) {
      String value = variable.getValue() == null ? "" : variable.getValue();
      return new Variable(container, name, value, "", null);
    }
    if (from.getSecretKeyRef() != null) {
      var ref = from.getSecretKeyRef();
      return new Variable(
          container,
          name,
          "",
          "Secret " + ref.getName() + ", " + ref.getKey(),
          new SecretKey(namespace, ref.getName(), ref.getKey()));
    }
    if (from.getConfigMapKeyRef() != null) {
      var ref = from.getConfigMapKeyRef();
      String value = data(ref.getName()).getOrDefault(ref.getKey(), "");
      return new Variable(
          container, name, value, "ConfigMap " + ref.getName() + ", " + ref.getKey(), null);
    }
    String origin =
        from.getFieldRef() != null
            ? "field " + from.getFieldRef().getFieldPath()
            : from.getResourceFieldRef() != null
                ? "field " + from.getResourceFieldRef().getResource()
                : "";
    return new Variable(container, name, "", origin, null);
  }

  private Map<String, String> data(String configMap) {
    return configMaps.computeIfAbsent(
        configMap,
        name -> {
          try {
            ConfigMap map = client.configMaps().inNamespace(namespace).withName(name).get();
            return map == null || map.getData() == null ? Map.of() : map.getData();
          } catch (KubernetesClientException e) {
            // Without this right the names are known and the values are not.
            return Map.of();
          }
        });
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
