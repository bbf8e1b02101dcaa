package dev.culvert.playground.api;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;

/**
 * What a request's path says, as the API server reads it.
 *
 * @param resource whether it is about a resource, or a path like /version
 * @param verb get, list, watch, create, update, patch, delete, deletecollection; for other paths
 *     the method in small letters
 * @param kind plural name: "pods"
 * @param subresource "portforward", empty for none
 */
public record RequestInfo(
    boolean resource,
    String verb,
    String apiGroup,
    String apiVersion,
    String namespace,
    String kind,
    String name,
    String subresource,
    String path,
    Map<String, List<String>> query) {

  /** Reads method and URI of a request. */
  public static RequestInfo of(String method, String uri) {
    QueryStringDecoder decoder = new QueryStringDecoder(uri);
    String path = decoder.path();
    Map<String, List<String>> query = decoder.parameters();
    List<String> parts = List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
    int at;
    String group;
    if (parts.size() >= 3 && parts.get(0).equals("api")) {
      group = "";
      at = 2;
    } else if (parts.size() >= 4 && parts.get(0).equals("apis")) {
      group = parts.get(1);
      at = 3;
    } else {
      return new RequestInfo(
          false, method.toLowerCase(java.util.Locale.ROOT), "", "", "", "", "", "", path, query);
    }
    String version = parts.get(at - 1);
    List<String> rest = parts.subList(at, parts.size());
    String namespace = "";
    if (rest.size() >= 3 && rest.getFirst().equals("namespaces") && !isOfNamespace(rest.get(2))) {
      namespace = rest.get(1);
      rest = rest.subList(2, rest.size());
    } else if (rest.size() >= 2 && rest.getFirst().equals("namespaces")) {
      // A namespace's own requests are in that namespace.
      namespace = rest.get(1);
    }
    String kind = rest.getFirst();
    String name = rest.size() > 1 ? rest.get(1) : "";
    String subresource = rest.size() > 2 ? String.join("/", rest.subList(2, rest.size())) : "";
    boolean watch =
        query.getOrDefault("watch", List.of()).stream()
            .anyMatch(value -> value.equals("true") || value.equals("1"));
    String verb =
        switch (method) {
          case "GET", "HEAD" ->
              name.isEmpty() ? (watch ? "watch" : "list") : watch ? "watch" : "get";
          case "POST" -> "create";
          case "PUT" -> "update";
          case "PATCH" -> "patch";
          case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
          default -> method.toLowerCase(java.util.Locale.ROOT);
        };
    return new RequestInfo(
        true, verb, group, version, namespace, kind, name, subresource, path, query);
  }

  private static boolean isOfNamespace(String part) {
    return part.equals("status") || part.equals("finalize");
  }

  /** As a thing that somebody may or may not do. */
  public Rbac.Act act() {
    return act(verb);
  }

  Rbac.Act act(String otherVerb) {
    return new Rbac.Act(
        otherVerb,
        apiGroup,
        subresource.isEmpty() ? kind : kind + "/" + subresource,
        namespace,
        name.isEmpty() ? selectedName() : name);
  }

  /** A list of one object by its name counts as that object, as Kubernetes has it. */
  private String selectedName() {
    for (String selector : query.getOrDefault("fieldSelector", List.of())) {
      if (selector.startsWith("metadata.name=") && !selector.contains(",")) {
        return selector.substring("metadata.name=".length());
      }
    }
    return "";
  }
}
