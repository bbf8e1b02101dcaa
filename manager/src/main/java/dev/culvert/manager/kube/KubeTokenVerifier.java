package dev.culvert.manager.kube;

import dev.culvert.manager.auth.Identity;
import dev.culvert.manager.auth.TokenVerifier;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** By TokenReview. */
public final class KubeTokenVerifier implements TokenVerifier {
  private final KubernetesClient client;

  /**
   * @param client with the right to create TokenReviews
   */
  public KubeTokenVerifier(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Optional<Identity> verify(String token) throws IOException {
    TokenReview review;
    try {
      review =
          client
              .tokenReviews()
              .create(new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build());
    } catch (KubernetesClientException e) {
      throw new IOException("TokenReview failed: " + KubeErrors.text(e), e);
    }
    // A token of a wrong audience is answered with success and without `authenticated`.
    if (review.getStatus() == null
        || !Boolean.TRUE.equals(review.getStatus().getAuthenticated())
        || review.getStatus().getUser() == null) {
      return Optional.empty();
    }
    UserInfo user = review.getStatus().getUser();
    if (user.getUsername() == null || user.getUsername().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Identity(
            user.getUsername(),
            Objects.requireNonNullElse(user.getGroups(), List.of()),
            Objects.requireNonNullElse(user.getUid(), ""),
            Optional.empty()));
  }
}
