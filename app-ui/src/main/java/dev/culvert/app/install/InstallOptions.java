package dev.culvert.app.install;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the manager is installed; what is empty stays as the chart has it.
 *
 * @param namespace of the manager
 * @param image repository, with or without tag
 * @param pullSecrets names of Secrets in the namespace
 * @param wholeCluster whether laptops see every namespace, or only the manager's
 * @param attach whether the manager may put agents into pods
 * @param direct the type of a Service in front of it, where there is one
 */
public record InstallOptions(
    String namespace,
    Optional<String> image,
    Optional<String> pullPolicy,
    List<String> pullSecrets,
    boolean wholeCluster,
    boolean attach,
    Optional<String> direct) {
  /** RFC 1123, as Kubernetes wants namespaces. */
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  public InstallOptions {
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "a namespace has lower case letters, digits and hyphens, not: " + namespace);
    }
    pullSecrets = List.copyOf(pullSecrets);
  }

  /** As {@code culvert install} without options does it. */
  public static InstallOptions defaults(String namespace) {
    return new InstallOptions(
        namespace, Optional.empty(), Optional.empty(), List.of(), true, true, Optional.empty());
  }

  /** As values of the chart. */
  Map<String, Object> values() {
    Map<String, Object> picture = new LinkedHashMap<>();
    image.ifPresent(name -> {
      // A colon before the last slash belongs to a registry's port.
      int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
      picture.put("repository", colon < 0 ? name : name.substring(0, colon));
      if (colon >= 0) {
        picture.put("tag", name.substring(colon + 1));
      }
    });
    pullPolicy.ifPresent(policy -> picture.put("pullPolicy", policy));
    if (!pullSecrets.isEmpty()) {
      List<Map<String, String>> names = new ArrayList<>();
      pullSecrets.forEach(name -> names.add(Map.of("name", name)));
      picture.put("pullSecrets", names);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("image", picture);
    values.put("scope", wholeCluster ? "cluster" : "namespace");
    values.put("attach", attach);
    values.put("direct", direct.isPresent());
    direct.ifPresent(type -> values.put("directType", type));
    return values;
  }
}
