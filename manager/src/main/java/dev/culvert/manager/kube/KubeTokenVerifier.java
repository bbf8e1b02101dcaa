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
import org.jspecify.annotations.Nullable;

/**
 * By TokenReview: first as a token for the manager alone, which is worth nothing elsewhere, then as
 * one for the API server. A manager that may not review tokens, because it was installed for one
 * namespace, has the token's owner ask who it is.
 */
public final class KubeTokenVerifier implements TokenVerifier {
  /** What tokens for the manager are made for. */
  public static final String AUDIENCE = "culvert-manager";

  private final KubernetesClient client;
  private final SelfReview self;

  /**
   * @param client with the right to create TokenReviews, or without
   */
  public KubeTokenVerifier(KubernetesClient client) {
    this.client = client;
    this.self = new SelfReview(client);
  }

  @Override
  public Optional<Identity> verify(String token) throws IOException {
    try {
      Optional<Identity> manager = review(token, List.of(AUDIENCE));
      return manager.isPresent() ? manager : review(token, List.of());
    } catch (KubernetesClientException e) {
      if (KubeErrors.forbidden(e)) {
        return self.whoIs(token);
      }
      throw new IOException("TokenReview failed: " + KubeErrors.text(e), e);
    }
  }

  private Optional<Identity> review(String token, List<String> audiences) {
    TokenReview review =
        client
            .tokenReviews()
            .create(
                new TokenReviewBuilder()
                    .withNewSpec()
                    .withToken(token)
                    .withAudiences(audiences)
                    .endSpec()
                    .build());
    // A token of a wrong audience is answered with success and without `authenticated`.
    if (review.getStatus() == null || !Boolean.TRUE.equals(review.getStatus().getAuthenticated())) {
      return Optional.empty();
    }
    List<String> good = Objects.requireNonNullElse(review.getStatus().getAudiences(), List.of());
    // An API server that knows no audiences says nothing of them: then the token is not ours.
    if (!audiences.isEmpty() && !good.containsAll(audiences)) {
      return Optional.empty();
    }
    return identity(review.getStatus().getUser());
  }

  static Optional<Identity> identity(@Nullable UserInfo user) {
    if (user == null || user.getUsername() == null || user.getUsername().isEmpty()) {
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
