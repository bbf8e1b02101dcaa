package dev.culvert.manager.kube;

import dev.culvert.manager.auth.Authorizer;
import dev.culvert.manager.auth.Identity;
import io.fabric8.kubernetes.api.model.authorization.v1.LocalSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewSpec;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewSpecBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By SubjectAccessReview: whoever may forward a port to the manager's pod has the cluster's
 * permission to reach it, and using it is worth that much.
 */
public final class KubeAuthorizer implements Authorizer {
  private final KubernetesClient client;
  private final String namespace;

  /**
   * @param client with the right to create SubjectAccessReviews, or local ones
   * @param namespace the manager's own
   */
  public KubeAuthorizer(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  @Override
  public Optional<String> missingRight(Identity identity) throws IOException {
    SubjectAccessReviewStatus status;
    try {
      status = review(identity);
    } catch (KubernetesClientException e) {
      throw new IOException("SubjectAccessReview failed: " + KubeErrors.text(e), e);
    }
    if (status != null && Boolean.TRUE.equals(status.getAllowed())) {
      return Optional.empty();
    }
    return Optional.of(
        identity.user()
            + " may not create pods/portforward in namespace "
            + namespace
            + "; a Role with that right, bound to the account, allows it to use Culvert");
  }

  private @Nullable SubjectAccessReviewStatus review(Identity identity) {
    SubjectAccessReviewSpec spec =
        new SubjectAccessReviewSpecBuilder()
            .withUser(identity.user())
            // Without the groups, system:masters is not seen.
            .withGroups(identity.groups())
            .withUid(identity.uid().isEmpty() ? null : identity.uid())
            .withNewResourceAttributes()
            .withNamespace(namespace)
            .withVerb("create")
            .withResource("pods")
            .withSubresource("portforward")
            .endResourceAttributes()
            .build();
    var reviews = client.authorization().v1();
    try {
      return reviews
          .subjectAccessReview()
          .create(new SubjectAccessReviewBuilder().withSpec(spec).build())
          .getStatus();
    } catch (KubernetesClientException e) {
      if (!KubeErrors.forbidden(e)) {
        throw e;
      }
      // Installed for one namespace, the manager may ask about that one only.
      return reviews
          .localSubjectAccessReview()
          .inNamespace(namespace)
          .create(
              new LocalSubjectAccessReviewBuilder()
                  .withNewMetadata()
                  .withNamespace(namespace)
                  .endMetadata()
                  .withSpec(spec)
                  .build())
          .getStatus();
    }
  }
}
