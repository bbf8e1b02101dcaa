package dev.culvert.app.update;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Where releases are announced. */
@FunctionalInterface
public interface ReleaseFeed {
  /** The project's own; a release puts {@code release.properties} there. */
  URI PROJECT = URI.create("https://culvert.dev/release.properties");

  /**
   * The latest release. May block for as long as a bad network takes.
   *
   * @throws IOException when it cannot be reached, or says nothing that is understood
   */
  Release latest() throws IOException, InterruptedException;

  /** Over HTTP, by GET, without cookies and without anything about this computer. */
  static ReleaseFeed at(URI feed) {
    return () -> {
      try (HttpClient client =
          HttpClient.newBuilder()
              .connectTimeout(Duration.ofSeconds(10))
              .followRedirects(Redirect.NORMAL)
              .build()) {
        HttpRequest request = HttpRequest.newBuilder(feed).timeout(Duration.ofSeconds(20)).build();
        HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
          if (answer.statusCode() != 200) {
            throw new IOException("%s answers with %d".formatted(feed, answer.statusCode()));
          }
          String text = new String(body.readNBytes(4096), StandardCharsets.UTF_8);
          return Release.parse(text).orElseThrow(() -> new IOException(feed + " names no release"));
        }
      }
    };
  }
}
