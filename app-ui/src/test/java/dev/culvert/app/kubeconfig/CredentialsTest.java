package dev.culvert.app.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.proto.helper.v1.ConnectRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials of every kind; plug-ins are real scripts. */
final class CredentialsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir private Path dir;

  private final Map<String, String> environment = new HashMap<>(System.getenv());

  private KubeconfigRequests requests(String user) throws IOException {
    return requests(user, "");
  }

  private KubeconfigRequests requests(String user, String cluster) throws IOException {
    Path file = dir.resolve("config");
    Files.writeString(
        file,
        """
        clusters:
        - name: x
          cluster:
            server: https://127.0.0.1:6443
        %s
        users:
        - name: u
          user:
        %s
        contexts:
        - {name: c, context: {cluster: x, user: u, namespace: shop}}
        """
            .formatted(cluster.indent(4), user.indent(4)));
    var plugin = new ExecPlugin(false, Duration.ofSeconds(20), environment);
    var resolver = new CredentialResolver(plugin, Clock.fixed(NOW, ZoneOffset.UTC));
    return new KubeconfigRequests(KubeconfigStore.of(List.of(file)), resolver, environment);
  }

  private void script(String name, String body) throws IOException {
    Path script = Files.writeString(dir.resolve(name), "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String exec(String extra) {
    return """
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ./login
      interactiveMode: Never
    """
        + extra.indent(2);
  }

  private static String answer(String status) {
    return """
    echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":%s}'
    """
        .formatted(status);
  }

  @Test
  void makesAWholeRequest() throws Exception {
    ConnectRequest request =
        requests("token: abc\nas: jane\nas-groups: [a]").connectRequest("c", "");
    assertThat(request.getContext()).isEqualTo("c");
    assertThat(request.getNamespace()).isEqualTo("shop");
    assertThat(request.getManager().getNamespace()).isEqualTo("culvert");
    assertThat(request.getApiServer().getUrl()).isEqualTo("https://127.0.0.1:6443");
    assertThat(request.getApiServer().getAddressesList())
        .singleElement()
        .satisfies(a -> assertThat(a.toByteArray()).containsExactly(127, 0, 0, 1));
    assertThat(request.getCredentials().getToken().getToken()).isEqualTo("abc");
    assertThat(request.getCredentials().hasExpiresAt()).isFalse();
    assertThat(request.getCredentials().getImpersonate().getUser()).isEqualTo("jane");
    assertThat(request.getCredentials().getImpersonate().getGroupsList()).containsExactly("a");
    assertThat(requests("token: abc").connectRequest("c", "db").getNamespace()).isEqualTo("db");
  }

  @Test
  void readsTheTokenFileEachTimeAndBeforeTheToken() throws Exception {
    KubeconfigRequests requests = requests("tokenFile: t\ntoken: fallback");
    assertThat(requests.freshCredentials("c").getToken().getToken()).isEqualTo("fallback");
    Files.writeString(dir.resolve("t"), "first\n");
    assertThat(requests.freshCredentials("c").getToken().getToken()).isEqualTo("first");
    Files.writeString(dir.resolve("t"), "second\n");
    assertThat(requests.freshCredentials("c").getToken().getToken()).isEqualTo("second");
  }

  @Test
  void knowsTheEndOfAJsonWebToken() throws Exception {
    var url = Base64.getUrlEncoder().withoutPadding();
    String claims =
        url.encodeToString("{\"iss\":\"x\",\"exp\":1795435200}".getBytes(StandardCharsets.UTF_8));
    var credentials = requests("token: h." + claims + ".s").freshCredentials("c");
    assertThat(credentials.getExpiresAt().getSeconds()).isEqualTo(1795435200);
  }

  @Test
  void sendsTheProxysAddressesWhenThereIsOne() throws Exception {
    ConnectRequest request =
        requests("token: abc", "proxy-url: http://127.0.0.9:3128").connectRequest("c", "");
    assertThat(request.getApiServer().getProxyUrl()).isEqualTo("http://127.0.0.9:3128");
    assertThat(request.getApiServer().getAddresses(0).toByteArray()).containsExactly(127, 0, 0, 9);
    assertThatThrownBy(
            () -> requests("token: abc", "proxy-url: socks5://127.0.0.9:1").connectRequest("c", ""))
        .hasMessageContaining("socks5");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    Map<String, String> cases =
        Map.of(
            "{}", "has no credentials: it needs a token",
            "client-certificate: a", "has a client certificate and no client key",
            "{client-certificate: a, client-key: b}", "there is no file " + dir.resolve("a"),
            "tokenFile: nix", "nix of user u cannot be read: it does not exist",
            "{token: t, as-groups: [a]}", "as-groups without as");
    for (var one : cases.entrySet()) {
      assertThatThrownBy(() -> requests(one.getKey()).freshCredentials("c"))
          .as(one.getKey())
          .isInstanceOf(CredentialException.class)
          .hasMessageContaining(one.getValue());
    }
  }

  @Test
  void runsAPluginWithItsArgumentsEnvironmentAndClusterInfo() throws Exception {
    script(
        "login",
        "echo \"$1 $FLAVOUR $KUBERNETES_EXEC_INFO\" > seen-$$ && mv seen-$$ \"$OUT\"\n"
            + answer(
                "{\"token\":\"from-plugin\",\"expirationTimestamp\":\"2026-11-23T13:00:00Z\"}"));
    KubeconfigRequests requests =
        requests(
            exec(
                """
                args: [get-token]
                env:
                - {name: FLAVOUR, value: sweet}
                - {name: OUT, value: "%s"}
                provideClusterInfo: true
                """
                    .formatted(dir.resolve("out"))),
            """
            tls-server-name: api.example
            extensions:
            - name: client.authentication.k8s.io/exec
              extension: {audience: "a\\"b", n: 3, list: [true, null]}
            """);
    var credentials = requests.freshCredentials("c");
    assertThat(credentials.getToken().getToken()).isEqualTo("from-plugin");
    assertThat(credentials.getExpiresAt().getSeconds())
        .isEqualTo(Instant.parse("2026-11-23T13:00:00Z").getEpochSecond());
    assertThat(Files.readString(dir.resolve("out")))
        .isEqualTo(
            "get-token sweet {\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\","
                + "\"spec\":{\"interactive\":false,\"cluster\":{\"server\":\"https://127.0.0.1:6443\","
                + "\"tls-server-name\":\"api.example\","
                + "\"config\":{\"audience\":\"a\\\"b\",\"n\":3,\"list\":[true,null]}}}}\n");
  }

  @Test
  void keepsWhatAPluginGaveUntilItEndsUnlessFreshIsAsked() throws Exception {
    script(
        "login",
        """
        n=$(($(cat "$OUT" 2>/dev/null || echo 0) + 1)); echo $n > "$OUT"
        echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",' \
          '"status":{"token":"t'$n'","expirationTimestamp":"'$END'"}}'
        """);
    String env = "env:\n- {name: OUT, value: \"%s\"}\n- {name: END, value: \"%s\"}\n";
    KubeconfigRequests lasting =
        requests(exec(env.formatted(dir.resolve("n"), "2026-11-23T13:00:00Z")));
    assertThat(token(lasting.connectRequest("c", ""))).isEqualTo("t1");
    assertThat(token(lasting.connectRequest("c", ""))).isEqualTo("t1");
    assertThat(lasting.freshCredentials("c").getToken().getToken()).isEqualTo("t2");
    assertThat(token(lasting.connectRequest("c", ""))).isEqualTo("t2");

    KubeconfigRequests ending =
        requests(exec(env.formatted(dir.resolve("m"), "2026-11-23T12:00:20Z")));
    assertThat(token(ending.connectRequest("c", ""))).isEqualTo("t1");
    assertThat(token(ending.connectRequest("c", ""))).isEqualTo("t2");
  }

  private static String token(ConnectRequest request) {
    return request.getCredentials().getToken().getToken();
  }

  @Test
  void showsWhatAFailingPluginSaid() throws Exception {
    script("login", "echo 'session expired: run sso login' >&2\nexit 3\n");
    assertThatThrownBy(() -> requests(exec("installHint: See the wiki.")).freshCredentials("c"))
        .hasMessageContaining("failed with exit code 3. It said: session expired: run sso login")
        .hasMessageEndingWith("See the wiki.");
  }

  @Test
  void refusesWrongAnswers() throws Exception {
    Map<String, String> cases =
        Map.of(
            "echo nonsense",
            "must be a map",
            "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"v9\"}'",
            "apiVersion \"v9\"",
            answer("null"),
            "without a status",
            answer("{}"),
            "without a token",
            answer("{\"clientKeyData\":\"x\"}"),
            "both are needed",
            answer("{\"token\":\"t\",\"expirationTimestamp\":\"soon\"}"),
            "not a time of RFC 3339");
    for (var one : cases.entrySet()) {
      script("login", one.getKey() + "\n");
      assertThatThrownBy(() -> requests(exec("")).freshCredentials("c"))
          .as(one.getKey())
          .isInstanceOf(CredentialException.class)
          .hasMessageContaining(one.getValue());
    }
  }

  @Test
  void findsPluginsInPathAndSaysWhereItLooked() throws Exception {
    script("my-login", answer("{\"token\":\"by-path\"}"));
    String user = exec("").replace("./login", "my-login");
    environment.put("PATH", "/usr/bin:/bin:" + dir);
    assertThat(requests(user).freshCredentials("c").getToken().getToken()).isEqualTo("by-path");
    environment.put("PATH", "/nowhere");
    assertThatThrownBy(() -> requests(user).freshCredentials("c"))
        .hasMessageContaining("my-login of user u is not in this program's PATH (/nowhere)");
  }

  @Test
  void doesNotRunWhatNeedsATerminalWithoutOne() throws Exception {
    script("login", "exit 0\n");
    String user = exec("").replace("Never", "Always");
    assertThatThrownBy(() -> requests(user).freshCredentials("c"))
        .hasMessageContaining("asks questions in a terminal");
  }

  @Test
  void endsAPluginThatHangs() throws Exception {
    script("login", "echo waiting >&2\nsleep 300\n");
    KubeconfigRequests base = requests(exec(""));
    var resolver =
        new CredentialResolver(
            new ExecPlugin(false, Duration.ofMillis(300), environment), Clock.systemUTC());
    var store = KubeconfigStore.of(List.of(dir.resolve("config")));
    assertThat(base).isNotNull();
    assertThatThrownBy(
            () -> new KubeconfigRequests(store, resolver, environment).freshCredentials("c"))
        .hasMessageContaining("has not answered within 0 s. It said: waiting");
  }
}
