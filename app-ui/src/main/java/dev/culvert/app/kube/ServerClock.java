package dev.culvert.app.kube;

import dev.culvert.app.kubeconfig.CredentialException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What time it is at the API server: the Date of an answer (RFC 9110 section 6.6.1). */
final class ServerClock {
  private static final long PATIENCE_SECONDS = 5;

  private ServerClock() {}

  /** Asks on a thread of its own; the access is closed afterwards. */
  static CompletableFuture<Instant> ask(ClusterAccess access) {
    CompletableFuture<Instant> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("api-server-clock")
        .start(() -> {
          try (access) {
            answer.complete(time(access));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.completeExceptionally(e);
          } catch (IOException | CredentialException | RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private static Instant time(ClusterAccess access)
      throws CredentialException, IOException, InterruptedException {
    var client = access.lease().client();
    HttpClient http = client.getHttpClient();
    var request =
        http.newHttpRequestBuilder().uri(client.getMasterUrl().toString() + "version").build();
    try {
      HttpResponse<String> response =
          http.sendAsync(request, String.class).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      String date = response.header("Date");
      if (date == null) {
        throw new IOException("the API server's answer has no Date");
      }
      return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException("the API server said nothing for " + PATIENCE_SECONDS + " s", e);
    } catch (DateTimeException e) {
      throw new IOException("the API server's Date cannot be read", e);
    }
  }
}
