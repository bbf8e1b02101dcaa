package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attaching to workloads of a real cluster, by ephemeral containers; no pod is restarted. */
final class AttachmentsIT extends ClusterStory {
  private static final String SERVER =
      """
      import http.server
      class Mara(http.server.BaseHTTPRequestHandler):
          protocol_version = "HTTP/1.1"
          def do_GET(self):
              self.send_response(200)
              self.send_header("Content-Length", "5")
              self.end_headers()
              self.wfile.write(b"mara\\n")
      http.server.ThreadingHTTPServer(("127.0.0.1", 3000), Mara).serve_forever()
      """;

  private Process program;

  // Set before each story.
  @SuppressWarnings("NullAway.Init")
  AttachmentsIT() {}

  @BeforeEach
  void startAProgramHere() {
    cluster()
        .apply(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: story-attaches, namespace: default}
            rules:
            - {apiGroups: [""], resources: [pods/ephemeralcontainers], verbs: [patch]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: story-attaches, namespace: default}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: story-attaches}
            subjects: [{kind: ServiceAccount, name: developer, namespace: culvert-people}]
            """);
    program =
        laptop()
            .computer()
            .start(
                Optional.empty(),
                List.of("/usr/bin/python3", "-u", "-c", SERVER),
                Map.of(),
                builder ->
                    builder
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD));
  }

  @AfterEach
  void endIt() {
    program.destroyForcibly();
  }

  private String attach(String... arguments) {
    Output output = laptop().cli(arguments);
    assertThat(output.exitCode()).as("%s%s", output.out(), output.err()).isZero();
    Matcher id = Pattern.compile("\"id\": ?\"(\\w+)\"").matcher(output.out());
    assertThat(id.find()).as(output.out()).isTrue();
    return id.group(1);
  }

  private String answer(String url, String... options) {
    return laptop()
        .shell("/usr/bin/curl -sS --max-time 5 " + String.join(" ", options) + " " + url)
        .out()
        .strip();
  }

  private String lives(String app) {
    return cluster()
        .told(
            "-n",
            "default",
            "get",
            "pods",
            "-l",
            "app=" + app,
            "--sort-by=.metadata.name",
            "-o",
            "jsonpath={range .items[*]}{.metadata.uid} {.status.startTime}"
                + " {.status.containerStatuses[0].restartCount};{end}");
  }

  @Test
  void requestsOfAFilterComeHereAndTheOthersStay() {
    connect();
    String before = lives("web");
    String id = attach("intercept", "web", "-p", "3000:http", "--header", "X-User=mara", "--json");
    for (int i = 0; i < 20; i++) {
      assertThat(answer("http://web.default", "-H", "'X-User: mara'")).isEqualTo("mara");
      assertThat(answer("http://web.default")).startsWith("hello from web-");
    }
    laptop().cli("detach", id).orFail("detach");
    Laptop.await(
        SOON,
        "the pods have all of it",
        () -> answer("http://web.default", "-H", "'X-User: mara'").startsWith("hello from web-"));
    assertThat(lives("web")).isEqualTo(before);
    disconnect();
  }

  @Test
  void aWholePortOfAStatefulSetComesHere() {
    connect();
    String before = lives("db");
    attach("intercept", "statefulset/db", "-p", "3000:8080", "--json");
    assertThat(answer("http://db-0.db.default:8080")).isEqualTo("mara");
    assertThat(answer("http://db-1.db.default:8080")).isEqualTo("mara");
    assertThat(lives("db")).isEqualTo(before);
    disconnect();
    connect();
    assertThat(answer("http://db-0.db.default:8080")).startsWith("hello from db-0");
    disconnect();
  }
}
