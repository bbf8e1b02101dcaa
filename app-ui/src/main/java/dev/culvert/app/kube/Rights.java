package dev.culvert.app.kube;

import dev.culvert.app.cluster.Right;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import java.util.Optional;

/** Asks the API server what this user may, by SelfSubjectAccessReview. */
final class Rights {
  private Rights() {}

  static Optional<String> check(ClusterAccess.Lease lease, Right right, String namespace) {
    int slash = right.resource().indexOf('/');
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withVerb(right.verb())
            .withGroup(right.group())
            .withResource(slash < 0 ? right.resource() : right.resource().substring(0, slash))
            .withSubresource(slash < 0 ? null : right.resource().substring(slash + 1))
            .withNamespace(namespace)
            .endResourceAttributes()
            .endSpec()
            .build();
    var status =
        lease.client().authorization().v1().selfSubjectAccessReview().create(review).getStatus();
    if (status != null && Boolean.TRUE.equals(status.getAllowed())) {
      return Optional.empty();
    }
    String said = status == null || status.getReason() == null ? "" : status.getReason().strip();
    String why = "%s lacks the right %s in %s".formatted(lease.account(), right, namespace);
    return Optional.of(said.isEmpty() ? why : why + " (" + said + ")");
  }
}
