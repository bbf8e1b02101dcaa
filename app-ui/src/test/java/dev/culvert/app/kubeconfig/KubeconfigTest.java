package dev.culvert.app.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.app.cluster.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was compared with kubectl 1.32 says so; the rest is where we are kinder than it. */
final class KubeconfigTest {
  private static final String ONE =
      """
      apiVersion: v1
      kind: Config
      current-context: c1
      clusters:
      - name: x
        cluster: {server: "https://one:6443", certificate-authority: ca.pem}
      users:
      - name: u
        user: {token: one}
      - name: e
        user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/p, interactiveMode: Never, args: [a]}}
      contexts:
      - name: c1
        context: {cluster: x, user: u}
      """;

  private static final String TWO =
      """
      apiVersion: v1
      kind: Config
      current-context: c2
      clusters:
      - name: x
        cluster: {server: "https://two:6443", proxy-url: "http://p:1"}
      - name: yy
        cluster: {server: "https://y:6443", certificate-authority: sub/ca.pem}
      users:
      - name: u
        user: {client-certificate: c.pem, client-key: k.pem}
      - name: e
        user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/q, interactiveMode: Never}}
      contexts:
      - name: c2
        context: {cluster: yy, user: u, namespace: nn}
      - name: c1
        context: {cluster: yy, user: u, namespace: zz}
      """;

  @TempDir private Path dir;

  private Path file(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Kubeconfig read(String text) throws IOException {
    return Kubeconfig.read(List.of(file("config", text)));
  }

  /** As {@code kubectl config view} merged these two files, a missing one and an empty part. */
  @Test
  void mergesWholeEntriesTheFirstFileWins() throws Exception {
    Path one = file("a/one", ONE);
    Path two = file("b/two", TWO);
    Kubeconfig merged = Kubeconfig.read(List.of(one, two, dir.resolve("absent")));

    assertThat(merged.problems()).isEmpty();
    assertThat(merged.currentContext()).isEqualTo("c1");
    assertThat(merged.contexts())
        .containsExactly(
            new Context("c1", "https://one:6443", "u", "default", true, ""),
            new Context("c2", "https://y:6443", "u", "nn", false, ""));
    ContextTarget c1 = merged.target("c1");
    assertThat(c1.cluster().proxyUrl()).isEmpty();
    assertThat(c1.user().token()).isEqualTo("one");
    assertThat(c1.user().clientCertificate()).isNull();
  }

  @Test
  void resolvesPathsAgainstTheirOwnFile() throws Exception {
    Kubeconfig merged = Kubeconfig.read(List.of(file("a/one", ONE), file("b/two", TWO)));
    assertThat(merged.target("c1").cluster().certificateAuthority())
        .isEqualTo(new PemSource.InFile(dir.resolve("a/ca.pem")));
    assertThat(merged.target("c2").cluster().certificateAuthority())
        .isEqualTo(new PemSource.InFile(dir.resolve("b/sub/ca.pem")));
  }

  @Test
  void namesWhatIsWrongAndWhereAndReadsTheOthers() throws Exception {
    Path broken = file("broken", "clusters:\n- name: [x\n");
    Path shape = file("shape", "apiVersion: v1\nclusters: 3\n");
    Path typed = file("typed", "users:\n- name: u\n  user: {token: 12}\n");
    Kubeconfig merged = Kubeconfig.read(List.of(broken, shape, typed, file("one", ONE)));
    assertThat(merged.problems()).hasSize(3);
    assertThat(merged.problems().get(0)).contains(broken + ", line ").contains("not YAML");
    assertThat(merged.problems().get(1)).isEqualTo(shape + ", line 2: clusters must be a list.");
    assertThat(merged.problems().get(2))
        .isEqualTo(typed + ", line 3: token must be text, and 12 is not: put it in quotes.");
    assertThat(merged.target("c1").user().token()).isEqualTo("one");
  }

  @Test
  void aDirectoryInPlaceOfAFileIsAProblemNotACrash() {
    assertThat(Kubeconfig.read(List.of(dir)).problems())
        .singleElement()
        .asString()
        .startsWith(dir + " cannot be read: ");
  }

  @Test
  void saysWhyAContextCannotBeUsed() throws Exception {
    Kubeconfig config =
        read(
            """
            clusters:
            - {name: x, cluster: {server: "https://one"}}
            - {name: both, cluster: {server: "https://one", certificate-authority: a, certificate-authority-data: Zm9v}}
            - {name: none, cluster: {}}
            users:
            - {name: u, user: {token: t}}
            - {name: old, user: {auth-provider: {name: gcp}}}
            - {name: basic, user: {username: a, password: b}}
            - {name: mode, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: p}}}
            - {name: alpha, user: {exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: p}}}
            contexts:
            - {name: nocluster, context: {cluster: zz, user: u}}
            - {name: nouser, context: {cluster: x, user: zz}}
            - {name: empty, context: {}}
            - {name: both, context: {cluster: both, user: u}}
            - {name: noserver, context: {cluster: none, user: u}}
            - {name: old, context: {cluster: x, user: old}}
            - {name: basic, context: {cluster: x, user: basic}}
            - {name: mode, context: {cluster: x, user: mode}}
            - {name: alpha, context: {cluster: x, user: alpha}}
            """);
    Map<String, String> expected =
        Map.of(
            "nocluster", "cluster zz is not defined",
            "nouser", "user zz is not defined",
            "empty", "it names no cluster",
            "both", "certificate-authority-data; one must go",
            "noserver", "names no server",
            "old", "auth-provider gcp, which kubectl removed",
            "basic", "user name and password, which Kubernetes removed",
            "mode", "interactiveMode \"\"; client.authentication.k8s.io/v1 wants Never",
            "alpha", "v1alpha1\"; client.authentication.k8s.io/v1 and v1beta1 are known");
    for (Context context : config.contexts()) {
      assertThat(context.problem()).as(context.name()).contains(expected.get(context.name()));
    }
    assertThatThrownBy(() -> config.target("nouser"))
        .isInstanceOf(CredentialException.class)
        .hasMessage("Context nouser: user zz is not defined.");
    assertThatThrownBy(() -> config.target("nix"))
        .hasMessageStartingWith("There is no context nix. There are: alpha, basic, ");
  }

  @Test
  void readsJsonToo() throws Exception {
    Kubeconfig config =
        read(
            """
            {"clusters":[{"name":"x","cluster":{"server":"https://one"}}],
             "users":[{"name":"u","user":{"token":"t","as":"jane","as-groups":["a","b"]}}],
             "contexts":[{"name":"c","context":{"cluster":"x","user":"u"}}]}
            """);
    ContextTarget target = config.target("c");
    assertThat(target.impersonateUser()).isEqualTo("jane");
    assertThat(target.impersonateGroups()).containsExactly("a", "b");
  }

  @Test
  void takesTheFilesOfTheEnvironment() {
    Path home = Path.of("/home/dev");
    assertThat(KubeconfigFiles.fromEnvironment(Map.of(), home))
        .containsExactly(Path.of("/home/dev/.kube/config"));
    assertThat(KubeconfigFiles.fromEnvironment(Map.of("KUBECONFIG", ""), home))
        .containsExactly(Path.of("/home/dev/.kube/config"));
    assertThat(KubeconfigFiles.fromEnvironment(Map.of("KUBECONFIG", "/a::/b:/a"), home))
        .containsExactly(Path.of("/a"), Path.of("/b"));
  }
}
