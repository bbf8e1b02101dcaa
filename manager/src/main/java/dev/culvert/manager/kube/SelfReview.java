package dev.culvert.manager.kube;

import dev.culvert.manager.auth.Identity;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the API server, with somebody's own token, who that is (SelfSubjectReview, Kubernetes 1.28
 * and later): whoever is authenticated may ask that, so the manager needs no right for it.
 */
final class SelfReview {
  private static final String PATH = "apis/authentication.k8s.io/v1/selfsubjectreviews";
  private static final String QUESTION =
      "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}";
  private static final int PATIENCE_SECONDS = 10;

  private final KubernetesClient client;

  /** The same connections, without the manager's own token. */
  private final HttpClient anonymous;

  SelfReview(KubernetesClient client) {
    this.client = client;
    this.anonymous =
        client
            .getHttpClient()
            .newBuilder()
            .addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, null)
            .build();
  }

  /** Empty when the API server does not accept the token. */
  Optional<Identity> whoIs(String token) throws IOException {
    try {
      HttpResponse<String> answer =
          anonymous
              .sendAsync(
                  anonymous
                      .newHttpRequestBuilder()
                      .uri(client.getMasterUrl() + PATH)
                      .setHeader("Authorization", "Bearer " + token)
                      .post("application/json", QUESTION)
                      .build(),
                  String.class)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer.code() == HttpURLConnection.HTTP_UNAUTHORIZED) {
        return Optional.empty();
      }
      if (!answer.isSuccessful()) {
        throw new IOException("SelfSubjectReview failed: the API server answered " + answer.code());
      }
      SelfSubjectReview review =
          client.getKubernetesSerialization().unmarshal(answer.body(), SelfSubjectReview.class);
      return review.getStatus() == null
          ? Optional.empty()
          : KubeTokenVerifier.identity(review.getStatus().getUserInfo());
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("SelfSubjectReview failed: the API server did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking the API server", e);
    }
  }
}
