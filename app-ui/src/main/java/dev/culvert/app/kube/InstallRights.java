package dev.culvert.app.kube;

import dev.culvert.app.install.InstallException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks, before anything is changed, whether one may do all of an installation. */
final class InstallRights {
  private final KubernetesClient client;
  private final String account;

  private record Right(String verb, String group, String resource, String namespace) {}

  InstallRights(KubernetesClient client, String account) {
    this.client = client;
    this.account = account;
  }

  /**
   * Asks for each kind of object once.
   *
   * @param newNamespace the namespace, when it has to be made
   * @throws InstallException with the first right that is missing
   */
  void check(List<HasMetadata> objects, Optional<String> newNamespace) throws InstallException {
    Set<Right> needed = new LinkedHashSet<>();
    if (newNamespace.isPresent()) {
      needed.add(new Right("create", "", "namespaces", ""));
    }
    for (HasMetadata object : objects) {
      String version = object.getApiVersion();
      String group = version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
      String namespace = object.getMetadata().getNamespace();
      for (String verb : List.of("create", "patch")) {
        needed.add(new Right(verb, group, object.getPlural(), namespace == null ? "" : namespace));
      }
    }
    for (Right right : needed) {
      if (!allowed(right)) {
        throw InstallFailures.missingRight(
            account,
            right.verb(),
            right.group().isEmpty() ? right.resource() : right.resource() + "." + right.group(),
            right.namespace().isEmpty()
                ? "in the whole cluster"
                : "in namespace " + right.namespace());
      }
    }
  }

  private boolean allowed(Right right) throws InstallException {
    try {
      SelfSubjectAccessReview review =
          client
              .authorization()
              .v1()
              .selfSubjectAccessReview()
              .create(
                  new SelfSubjectAccessReviewBuilder()
                      .withNewSpec()
                      .withNewResourceAttributes()
                      .withVerb(right.verb())
                      .withGroup(right.group())
                      .withResource(right.resource())
                      .withNamespace(right.namespace().isEmpty() ? null : right.namespace())
                      .endResourceAttributes()
                      .endSpec()
                      .build());
      return review.getStatus() != null && Boolean.TRUE.equals(review.getStatus().getAllowed());
    } catch (KubernetesClientException e) {
      throw InstallFailures.of(e, "ask for your rights");
    }
  }
}
