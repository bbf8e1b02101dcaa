package dev.culvert.manager.kube;

import dev.culvert.manager.auth.PodVerifier;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** By TokenReview: the API server tells the pod that a service account's token is bound to. */
public final class KubePodVerifier implements PodVerifier {
  private static final String ACCOUNT = "system:serviceaccount:";
  private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
  private static final String POD_UID = "authentication.kubernetes.io/pod-uid";

  private final KubernetesClient client;

  /**
   * @param client with the right to create TokenReviews
   */
  public KubePodVerifier(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Optional<Pod> verify(String token) throws IOException {
    TokenReview review;
    try {
      review =
          client
              .tokenReviews()
              .create(new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build());
    } catch (KubernetesClientException e) {
      throw new IOException("TokenReview failed: " + KubeErrors.text(e), e);
    }
    if (review.getStatus() == null
        || !Boolean.TRUE.equals(review.getStatus().getAuthenticated())
        || review.getStatus().getUser() == null) {
      return Optional.empty();
    }
    UserInfo user = review.getStatus().getUser();
    String name = String.valueOf(user.getUsername());
    Map<String, List<String>> extra = user.getExtra() == null ? Map.of() : user.getExtra();
    List<String> pod = extra.getOrDefault(POD_NAME, List.of());
    List<String> uid = extra.getOrDefault(POD_UID, List.of());
    if (!name.startsWith(ACCOUNT) || pod.size() != 1 || uid.size() != 1) {
      return Optional.empty();
    }
    // system:serviceaccount:NAMESPACE:NAME; a pod's account is of the pod's namespace.
    String namespace = name.substring(ACCOUNT.length()).split(":", -1)[0];
    return Optional.of(new Pod(namespace, pod.getFirst(), uid.getFirst()));
  }
}
