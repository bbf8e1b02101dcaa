package dev.culvert.helper.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.culvert.core.tunnel.ConnectSettings.ApiServer;
import dev.culvert.core.tunnel.ConnectSettings.BearerToken;
import dev.culvert.core.tunnel.ConnectSettings.ClientCertificate;
import dev.culvert.core.tunnel.ConnectSettings.Credentials;
import dev.culvert.core.tunnel.ConnectSettings.Impersonation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked of the API server, and what the manager is shown, over real TLS. */
final class ManagerTokenTest {
  private static final String PATH = "/api/v1/namespaces/ci/serviceaccounts/runner/token";
  private static final String OWN =
      jwt("{\"iss\":\"api\",\"sub\":\"system:serviceaccount:ci:runner\"}");

  @TempDir private static Path directory;
  private static Optional<KeyStore> pair = Optional.empty();
  private StubApiServer server;

  // Set before each test.
  @SuppressWarnings("NullAway.Init")
  ManagerTokenTest() {}

  @BeforeEach
  void start() throws Exception {
    if (pair.isEmpty()) {
      pair = Optional.of(new Keys(directory).pair("api.example", "ip:127.0.0.1", "EC"));
    }
    server = new StubApiServer(pair.orElseThrow());
    server.answer(PATH, 201, "{\"kind\":\"TokenRequest\",\"status\":{\"token\":\"for-manager\"}}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aServiceAccountShowsATokenThatIsGoodForTheManagerOnly() throws Exception {
    assertThat(forManager(token(OWN))).isEqualTo(token("for-manager"));
    var asked = server.requests().getLast();
    assertThat(asked.getRequestMethod()).isEqualTo("POST");
    assertThat(asked.getRequestURI().getPath()).isEqualTo(PATH);
    assertThat(asked.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer " + OWN);
    var spec =
        JsonParser.parseString(server.bodies().getLast()).getAsJsonObject().getAsJsonObject("spec");
    assertThat(spec.getAsJsonArray("audiences").toString()).isEqualTo("[\"culvert-manager\"]");
    assertThat(spec.get("expirationSeconds").getAsInt()).isEqualTo(600);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void withoutTheRightItShowsWhatItHas(int status, String body) throws Exception {
    server.answer(PATH, status, body);
    assertThat(forManager(token(OWN))).isEqualTo(token(OWN));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(403, "{\"message\":\"forbidden\"}"),
        Arguments.of(404, "{}"),
        Arguments.of(422, "audience not allowed"),
        Arguments.of(201, "{\"status\":{}}"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void nothingIsAskedForAnybodyElse(Credentials own) throws Exception {
    assertThat(forManager(own)).isEqualTo(own);
    assertThat(server.requests()).isEmpty();
  }

  static Stream<Credentials> others() {
    Optional<Impersonation> mara = Optional.of(new Impersonation("mara", List.of()));
    return Stream.of(
        token("opaque"),
        token(jwt("{\"sub\":\"mara@example.com\"}")),
        token(jwt("{\"sub\":\"system:serviceaccount:ci:../../secrets\"}")),
        token(jwt("{\"sub\":[1]}")),
        token(jwt("no JSON")),
        token("a.%%%.c"),
        new BearerToken(OWN, mara),
        new ClientCertificate("chain", "key", Optional.empty()));
  }

  private Credentials forManager(Credentials own) throws Exception {
    ApiServer api =
        new ApiServer(
            server.url("127.0.0.1"),
            Optional.of(Keys.certificatePem(pair.orElseThrow())),
            Optional.empty(),
            false,
            Optional.empty(),
            own);
    try (ManagerFinder finder =
        new ManagerFinder(api, List.of(), "culvert", Duration.ofSeconds(5))) {
      return finder.credentialsForManager();
    }
  }

  private static BearerToken token(String text) {
    return new BearerToken(text, Optional.empty());
  }

  private static String jwt(String claims) {
    return "h."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".s";
  }
}
