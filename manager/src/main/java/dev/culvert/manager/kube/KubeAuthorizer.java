package dev.culvert.manager.kube;

import dev.culvert.manager.auth.Authorizer;
import dev.culvert.manager.auth.Identity;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.Optional;

/**
 * By SubjectAccessReview: whoever may forward a port to the manager's pod has the cluster's
 * permission to reach it, and using it is worth that much.
 */
public final class KubeAuthorizer implements Authorizer {
  private final KubernetesClient client;
  private final String namespace;

  /**
   * @param client with the right to create SubjectAccessReviews
   * @param namespace the manager's own
   */
  public KubeAuthorizer(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  @Override
  public Optional<String> missingRight(Identity identity) throws IOException {
    SubjectAccessReview review;
    try {
      review =
          client
              .authorization()
              .v1()
              .subjectAccessReview()
              .create(
                  new SubjectAccessReviewBuilder()
                      .withNewSpec()
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
                      .endSpec()
                      .build());
    } catch (KubernetesClientException e) {
      throw new IOException("SubjectAccessReview failed: " + KubeErrors.text(e), e);
    }
    if (review.getStatus() != null && Boolean.TRUE.equals(review.getStatus().getAllowed())) {
      return Optional.empty();
    }
    return Optional.of(
        identity.user()
            + " may not create pods/portforward in namespace "
            + namespace
            + "; a Role with that right, bound to the account, allows it to use Culvert");
  }
}
