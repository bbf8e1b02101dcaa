package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the manager is shown by a service account: with the right to ask for one, a token of the
 * manager's audience, which the API server itself does not take.
 */
@Tag("gate")
@Timeout(180)
final class TokenIT extends ClusterStory {
  private static final String RIGHT =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: {name: story-token, namespace: culvert-people}
      rules:
      - {apiGroups: [""], resources: [serviceaccounts/token], resourceNames: [developer], verbs: [create]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: story-token, namespace: culvert-people}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: story-token}
      subjects: [{kind: ServiceAccount, name: developer, namespace: culvert-people}]
      """;

  @Test
  void aTokenOfItsOwnAudienceWithTheRightAndTheAccountsOwnWithout() throws Exception {
    laptop().stopHelper();
    laptop().startHelper("--log-level", "debug");
    assertThat(shown()).isEqualTo("the account's own token");
    cluster().apply(RIGHT);
    try {
      assertThat(shown()).isEqualTo("a token of its own audience");
    } finally {
      cluster().told("-n", "culvert-people", "delete", "role,rolebinding", "story-token");
    }
  }

  /** What the helper says that the manager is shown, by a connection that works. */
  private String shown() throws IOException {
    int before = laptop().helperLog().length();
    connect();
    assertThat(printed("/usr/bin/curl", "-sS", "http://web.default")).startsWith("hello from web-");
    disconnect();
    String said = "system:serviceaccount:culvert-people:developer: the manager is shown ";
    return laptop()
        .helperLog()
        .substring(before)
        .lines()
        .filter(line -> line.contains(said))
        .map(line -> line.substring(line.indexOf(said) + said.length()))
        .findFirst()
        .orElse("nothing");
  }

  @Test
  void suchATokenIsWorthNothingAtTheApiServer() {
    String token =
        cluster()
            .told(
                "-n",
                "culvert-people",
                "create",
                "token",
                "developer",
                "--audience",
                "culvert-manager");
    assertThat(asks(token)).isEqualTo("401");
    assertThat(asks(cluster().told("-n", "culvert-people", "create", "token", "developer")))
        .isEqualTo("200");
  }

  /** The answer's status; certificates are not what this is about. */
  private String asks(String token) {
    return printed(
        "/usr/bin/curl",
        "-sSk",
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        "-H",
        "Authorization: Bearer " + token,
        "https://192.0.2.10:6443/version");
  }
}
