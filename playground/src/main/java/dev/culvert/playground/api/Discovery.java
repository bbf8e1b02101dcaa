package dev.culvert.playground.api;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupBuilder;
import io.fabric8.kubernetes.api.model.APIGroupListBuilder;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.APIVersionsBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the API server says about itself: its version, its groups and their resources. */
final class Discovery {
  private static final String VERBS = "create delete deletecollection get list patch update watch";

  private Discovery() {}

  private record Resource(String groupVersion, String plural, String kind, boolean namespaced) {
    String group() {
      int slash = groupVersion.indexOf('/');
      return slash < 0 ? "" : groupVersion.substring(0, slash);
    }
  }

  private static final List<Resource> RESOURCES =
      List.of(
          new Resource("v1", "configmaps", "ConfigMap", true),
          new Resource("v1", "endpoints", "Endpoints", true),
          new Resource("v1", "events", "Event", true),
          new Resource("v1", "namespaces", "Namespace", false),
          new Resource("v1", "nodes", "Node", false),
          new Resource("v1", "pods", "Pod", true),
          new Resource("v1", "pods/portforward", "PodPortForwardOptions", true),
          new Resource("v1", "pods/status", "Pod", true),
          new Resource("v1", "secrets", "Secret", true),
          new Resource("v1", "serviceaccounts", "ServiceAccount", true),
          new Resource("v1", "serviceaccounts/token", "TokenRequest", true),
          new Resource("v1", "services", "Service", true),
          new Resource("apps/v1", "daemonsets", "DaemonSet", true),
          new Resource("apps/v1", "deployments", "Deployment", true),
          new Resource("apps/v1", "replicasets", "ReplicaSet", true),
          new Resource("apps/v1", "statefulsets", "StatefulSet", true),
          new Resource("batch/v1", "jobs", "Job", true),
          new Resource("authentication.k8s.io/v1", "tokenreviews", "TokenReview", false),
          new Resource(
              "authentication.k8s.io/v1", "selfsubjectreviews", "SelfSubjectReview", false),
          new Resource(
              "authorization.k8s.io/v1", "subjectaccessreviews", "SubjectAccessReview", false),
          new Resource(
              "authorization.k8s.io/v1",
              "selfsubjectaccessreviews",
              "SelfSubjectAccessReview",
              false),
          new Resource(
              "authorization.k8s.io/v1",
              "selfsubjectrulesreviews",
              "SelfSubjectRulesReview",
              false),
          new Resource("coordination.k8s.io/v1", "leases", "Lease", true),
          new Resource("discovery.k8s.io/v1", "endpointslices", "EndpointSlice", true),
          new Resource("networking.k8s.io/v1", "servicecidrs", "ServiceCIDR", false),
          new Resource("rbac.authorization.k8s.io/v1", "roles", "Role", true),
          new Resource("rbac.authorization.k8s.io/v1", "rolebindings", "RoleBinding", true));

  static Optional<String> document(String path) {
    return switch (path) {
      case "/version" ->
          Optional.of(
              """
              {"major":"1","minor":"36","gitVersion":"v1.36.2+playground","gitCommit":"",\
              "gitTreeState":"clean","buildDate":"2026-11-23T00:00:00Z","goVersion":"",\
              "compiler":"","platform":"linux/amd64"}\
              """);
      case "/api" ->
          Optional.of(
              Serialization.asJson(
                  new APIVersionsBuilder().withKind("APIVersions").withVersions("v1").build()));
      case "/apis" ->
          Optional.of(
              Serialization.asJson(
                  new APIGroupListBuilder()
                      .withGroups(
                          RESOURCES.stream()
                              .map(Resource::groupVersion)
                              .filter(version -> version.contains("/"))
                              .distinct()
                              .map(Discovery::group)
                              .toList())
                      .build()));
      default -> resources(path);
    };
  }

  private static APIGroup group(String groupVersion) {
    int slash = groupVersion.indexOf('/');
    return new APIGroupBuilder()
        .withName(groupVersion.substring(0, slash))
        .addNewVersion(groupVersion, groupVersion.substring(slash + 1))
        .withNewPreferredVersion(groupVersion, groupVersion.substring(slash + 1))
        .build();
  }

  private static Optional<String> resources(String path) {
    String asked =
        path.startsWith("/apis/")
            ? path.substring(6)
            : path.startsWith("/api/") ? path.substring(5) : "";
    List<APIResource> list = new ArrayList<>();
    for (Resource resource : RESOURCES) {
      if (resource.groupVersion().equals(asked)) {
        list.add(
            new APIResourceBuilder()
                .withName(resource.plural())
                .withKind(resource.kind())
                .withNamespaced(resource.namespaced())
                .withVerbs(List.of(VERBS.split(" ", -1)))
                .build());
      } else if (resource.group().equals(asked) && !asked.isEmpty()) {
        return Optional.of(Serialization.asJson(group(resource.groupVersion())));
      }
    }
    return list.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Serialization.asJson(
                new APIResourceListBuilder().withGroupVersion(asked).withResources(list).build()));
  }
}
