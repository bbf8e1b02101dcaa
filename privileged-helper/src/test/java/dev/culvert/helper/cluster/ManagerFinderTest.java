package dev.culvert.helper.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectFailure.Kind;
import dev.culvert.core.tunnel.ConnectSettings.ApiServer;
import dev.culvert.core.tunnel.ConnectSettings.BearerToken;
import dev.culvert.core.tunnel.ConnectSettings.ClientCertificate;
import dev.culvert.core.tunnel.ConnectSettings.Credentials;
import dev.culvert.core.tunnel.ConnectSettings.Impersonation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
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

/** The search against an API server over real TLS, and against much that is none. */
final class ManagerFinderTest {
  private static final String PODS = "/api/v1/namespaces/culvert/pods";
  private static final String CONFIG_MAP = "/api/v1/namespaces/culvert/configmaps/culvert-manager";
  private static final String AUTHORITY = "{\"data\":{\"ca.crt\":\"PEM\"}}";
  private static final Credentials TOKEN = new BearerToken("t-1", Optional.empty());

  @TempDir private static Path directory;
  private static Optional<KeyStore> pair = Optional.empty();
  private StubApiServer server;

  @BeforeEach
  void start() throws Exception {
    if (pair.isEmpty()) {
      pair =
          Optional.of(
              new Keys(directory).pair("api.example", "dns:api.example,ip:127.0.0.1", "EC"));
    }
    server = new StubApiServer(pair.orElseThrow());
    server.answer(PODS, 200, pods(ready("culvert-manager-7")));
    server.answer(CONFIG_MAP, 200, AUTHORITY);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String pods(String... items) {
    return "{\"kind\":\"PodList\",\"items\":[" + String.join(",", items) + "]}";
  }

  private static String pod(String name, String status) {
    return "{\"metadata\":{\"name\":\"%s\",\"creationTimestamp\":\"2026-11-23T10:00:00Z\"},\"status\":%s}"
        .formatted(name, status);
  }

  private static String ready(String name) {
    return pod(
        name,
        "{\"phase\":\"Running\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"True\"},"
            + "{\"type\":\"Ready\",\"status\":\"True\"}]}");
  }

  private ApiServer api(Credentials credentials) throws Exception {
    return new ApiServer(
        server.url("127.0.0.1"),
        Optional.of(Keys.certificatePem(pair.orElseThrow())),
        Optional.empty(),
        false,
        Optional.empty(),
        credentials);
  }

  private static ManagerFinder.Search find(ApiServer api) throws ConnectFailure {
    try (ManagerFinder finder =
        new ManagerFinder(api, List.of(), "culvert", Duration.ofSeconds(2))) {
      return finder.find(true);
    }
  }

  private static ConnectFailure failure(ApiServer api) {
    ConnectFailure failure = catchThrowableOfType(ConnectFailure.class, () -> find(api));
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void findsTheReadyPodAndTheAuthorityWithTheToken() throws Exception {
    assertThat(find(api(TOKEN)))
        .isEqualTo(new ManagerFinder.Found("culvert-manager-7", "PEM", List.of()));
    HttpExchange asked = server.requests().getLast();
    assertThat(asked.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer t-1");
    assertThat(asked.getRequestURI().getQuery())
        .isEqualTo("labelSelector=app.kubernetes.io/name=culvert-manager");
  }

  @Test
  void readsWhereTheManagerSaysItCanBeReached() throws Exception {
    server.answer(
        CONFIG_MAP,
        200,
        "{\"data\":{\"ca.crt\":\"PEM\",\"addresses\":\"192.0.2.7:30443\\n\\n [2001:db8::7]:30443\\n\"}}");
    assertThat(find(api(TOKEN)))
        .isEqualTo(
            new ManagerFinder.Found(
                "culvert-manager-7", "PEM", List.of("192.0.2.7:30443", "[2001:db8::7]:30443")));
  }

  @Test
  void impersonates() throws Exception {
    find(api(new BearerToken("t-1", Optional.of(new Impersonation("ci", List.of("dev", "ops"))))));
    var headers = server.requests().getLast().getRequestHeaders();
    assertThat(headers.getFirst("Impersonate-User")).isEqualTo("ci");
    assertThat(headers.get("Impersonate-Group")).containsExactly("dev", "ops");
  }

  @Test
  void showsTheClientCertificate() throws Exception {
    KeyStore user = new Keys(directory).pair("mara", "dns:mara", "EC");
    find(
        api(new ClientCertificate(Keys.certificatePem(user), Keys.keyPem(user), Optional.empty())));
    HttpsExchange asked = (HttpsExchange) server.requests().getLast();
    assertThat(asked.getSSLSession().getPeerPrincipal().getName()).isEqualTo("CN=mara");
  }

  @Test
  void asksForTheNameThatTheKubeconfigGivesAtTheAddressThatIsKnown() throws Exception {
    ApiServer named =
        new ApiServer(
            server.url("no-such-host.invalid"),
            Optional.of(Keys.certificatePem(pair.orElseThrow())),
            Optional.of("api.example"),
            false,
            Optional.empty(),
            TOKEN);
    try (ManagerFinder finder =
        new ManagerFinder(
            named, List.of(IpAddress.parse("127.0.0.1")), "culvert", Duration.ofSeconds(2))) {
      assertThat(finder.find(true)).isInstanceOf(ManagerFinder.Found.class);
    }
  }

  @Test
  void insecureMeansInsecure() throws Exception {
    ApiServer insecure =
        new ApiServer(
            server.url("localhost"),
            Optional.empty(),
            Optional.empty(),
            true,
            Optional.empty(),
            TOKEN);
    assertThat(find(insecure)).isInstanceOf(ManagerFinder.Found.class);
  }

  @Test
  void anotherAuthorityIsNotTrusted() throws Exception {
    KeyStore other = new Keys(directory).pair("other", "ip:127.0.0.1", "EC");
    ConnectFailure failure =
        failure(
            new ApiServer(
                server.url("127.0.0.1"),
                Optional.of(Keys.certificatePem(other)),
                Optional.empty(),
                false,
                Optional.empty(),
                TOKEN));
    assertThat(failure.kind()).isEqualTo(Kind.API_UNTRUSTED);
    assertThat(failure).hasMessageContaining("not signed");
  }

  @Test
  void anotherNameIsNotTrusted() throws Exception {
    ConnectFailure failure =
        failure(
            new ApiServer(
                server.url("127.0.0.1"),
                Optional.of(Keys.certificatePem(pair.orElseThrow())),
                Optional.of("other.example"),
                false,
                Optional.empty(),
                TOKEN));
    assertThat(failure.kind()).isEqualTo(Kind.API_UNTRUSTED);
    assertThat(failure).hasMessageContaining("other.example");
  }

  @Test
  void a401IsAboutTheUser() throws Exception {
    server.answer(CONFIG_MAP, 401, "{\"kind\":\"Status\",\"message\":\"Unauthorized\"}");
    ConnectFailure failure = failure(api(TOKEN));
    assertThat(failure.kind()).isEqualTo(Kind.API_UNAUTHENTICATED);
    assertThat(failure).hasMessageContaining("Unauthorized");
  }

  @Test
  void a403NamesTheRight() throws Exception {
    server.answer(
        PODS,
        403,
        "{\"kind\":\"Status\",\"message\":\"pods is forbidden: User \\\"mara\\\" cannot\"}");
    ConnectFailure failure = failure(api(TOKEN));
    assertThat(failure.kind()).isEqualTo(Kind.API_FORBIDDEN);
    assertThat(failure)
        .hasMessageContaining("list pods in namespace culvert")
        .hasMessageContaining("User \"mara\" cannot");
  }

  @Test
  void somethingElseThatAnswersIsNamed() throws Exception {
    server.answer(CONFIG_MAP, 200, "<html>Login</html>");
    assertThat(failure(api(TOKEN)).kind()).isEqualTo(Kind.PROTOCOL);
    server.answer(CONFIG_MAP, 502, "<html>Bad gateway</html>");
    assertThat(failure(api(TOKEN))).hasMessageContaining("502").hasMessageContaining("Bad gateway");
  }

  @Test
  void refusedSilentAndUnknownAreToldApart() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThat(failure(at("https://127.0.0.1:" + port)))
        .hasMessage("the API server 127.0.0.1:" + port + " (127.0.0.1) refused the connection");
    assertThat(failure(at("https://no-such-host.invalid:6443")))
        .hasMessageContaining("no address is known for the name no-such-host.invalid");
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(failure(at("https://127.0.0.1:" + silent.getLocalPort())))
          .hasMessageContaining("was silent for 2.0 s in the TLS handshake");
    }
  }

  private static ApiServer at(String url) {
    return new ApiServer(
        URI.create(url), Optional.empty(), Optional.empty(), true, Optional.empty(), TOKEN);
  }

  @Test
  void closingEndsASearchThatWaits() throws IOException, InterruptedException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ManagerFinder finder =
          new ManagerFinder(
              at("https://127.0.0.1:" + silent.getLocalPort()),
              List.of(),
              "culvert",
              Duration.ofSeconds(60));
      Thread searching = Thread.ofVirtual().start(() -> searchUntilClosed(finder));
      silent.accept().setTcpNoDelay(true);
      finder.close();
      assertThat(searching.join(Duration.ofSeconds(10))).isTrue();
    }
  }

  private static void searchUntilClosed(ManagerFinder finder) {
    assertThat(catchThrowableOfType(ConnectFailure.class, () -> finder.find(true))).isNotNull();
  }

  static Stream<Arguments> troubles() {
    return Stream.of(
        Arguments.of(
            "{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"message\":\"0/3 nodes\"}]}",
            "is not scheduled to a node: 0/3 nodes",
            false),
        Arguments.of(
            "{\"phase\":\"Pending\",\"containerStatuses\":[{\"image\":\"culvert:1\",\"state\":{\"waiting\":{\"reason\":\"ImagePullBackOff\",\"message\":\"not found\"}}}]}",
            "cannot get its image culvert:1 (ImagePullBackOff): not found",
            false),
        Arguments.of(
            "{\"phase\":\"Running\",\"containerStatuses\":[{\"restartCount\":4,\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}},\"lastState\":{\"terminated\":{\"exitCode\":137,\"reason\":\"OOMKilled\"}}}]}",
            "keeps crashing: it ended with exit code 137 (OOMKilled), restarted 4 times",
            false),
        Arguments.of(
            "{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}",
            "runs and is not ready",
            true),
        Arguments.of("{\"phase\":\"Pending\"}", "is starting", true),
        Arguments.of("{\"phase\":\"Failed\"}", "has ended: phase Failed", false));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void tellsWhyAManagerDoesNotServe(String status, String text, boolean soon) throws Exception {
    server.answer(PODS, 200, pods(pod("m-1", status)));
    if (soon) {
      assertThat(find(api(TOKEN)))
          .isEqualTo(new ManagerFinder.NotYet("the manager's pod culvert/m-1 " + text));
    } else {
      ConnectFailure failure = failure(api(TOKEN));
      assertThat(failure.kind()).isEqualTo(Kind.MANAGER_NOT_READY);
      assertThat(failure).hasMessage("the manager's pod culvert/m-1 " + text);
    }
  }

  @Test
  void noPodAndNoConfigMapIsNotInstalledAndNoPodAloneIsARestart() throws Exception {
    server.answer(PODS, 200, pods());
    assertThat(find(api(TOKEN))).isInstanceOf(ManagerFinder.NotYet.class);
    server.answer(CONFIG_MAP, 404, "{}");
    assertThat(failure(api(TOKEN)).kind()).isEqualTo(Kind.MANAGER_MISSING);
    server.answer(PODS, 200, pods(ready("m-1")));
    assertThat(find(api(TOKEN))).isInstanceOf(ManagerFinder.NotYet.class);
  }
}
