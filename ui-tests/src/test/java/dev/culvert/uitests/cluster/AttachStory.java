package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.machine.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * Attaching, in a namespace of the class's own, with a program on the laptop that answers "mara".
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class AttachStory extends ClusterStory {
  static final Duration REPLACED = Duration.ofSeconds(60);

  private static final String SERVER =
      """
      import http.server, sys
      class Mara(http.server.BaseHTTPRequestHandler):
          protocol_version = "HTTP/1.1"
          def do_GET(self):
              self.send_response(200)
              self.send_header("Content-Length", "5")
              self.end_headers()
              self.wfile.write(b"mara\\n")
          def log_message(self, *what):
              with open("/run/asked", "a") as log:
                  print(self.path, file=log)
      http.server.ThreadingHTTPServer(("127.0.0.1", 3000), Mara).serve_forever()
      """;

  private static final Pattern ID = Pattern.compile("\"id\": ?\"(\\w+)\"");

  private final String namespace;
  private final List<Process> programs = new ArrayList<>();

  AttachStory(String namespace) {
    this.namespace = namespace;
  }

  /** What runs in the namespace, as YAML. */
  abstract String workloads();

  /** Labels of the namespace, as a flow mapping. */
  String labels() {
    return "{}";
  }

  /** What the developer may do there, as a Role's rules. */
  String rights() {
    return "[{apiGroups: [\"\"], resources: [pods/ephemeralcontainers], verbs: [patch]}]";
  }

  @BeforeAll
  void startWorkloads() {
    cluster()
        .apply(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: %1$s, labels: %2$s}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: story-attaches, namespace: %1$s}
            rules: %3$s
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: story-attaches, namespace: %1$s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: story-attaches}
            subjects: [{kind: ServiceAccount, name: developer, namespace: culvert-people}]
            """
                .formatted(namespace, labels(), rights()));
    cluster().apply(workloads());
    for (String workload :
        told("get", "deployments,statefulsets,daemonsets", "-o", "name").split("\n", -1)) {
      if (!workload.isEmpty()) {
        told("rollout", "status", workload, "--timeout=80s");
      }
    }
  }

  @AfterAll
  void endWorkloads() {
    told("delete", "namespace", namespace, "--wait=false");
  }

  @BeforeEach
  void startAProgramHere() {
    laptop().shell("rm -f /run/asked");
    start("/usr/bin/python3", "-u", "-c", SERVER);
  }

  /** A program on the laptop until the story ends. */
  Process start(String... command) {
    Process program =
        laptop()
            .computer()
            .start(
                Optional.empty(),
                List.of(command),
                Map.of(),
                builder ->
                    builder
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD));
    programs.add(program);
    return program;
  }

  @AfterEach
  void endPrograms() {
    programs.forEach(Process::destroyForcibly);
    programs.clear();
  }

  /** kubectl in the namespace. */
  String told(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-n", namespace));
    all.addAll(List.of(arguments));
    return cluster().told(all.toArray(String[]::new));
  }

  /** Attaches with {@code --json}; returns the id. */
  String attach(String... arguments) {
    return id(attachTelling(arguments));
  }

  static String id(String told) {
    Matcher id = ID.matcher(told);
    assertThat(id.find()).as(told).isTrue();
    return id.group(1);
  }

  /** Attaches with {@code --json}; returns what was printed. */
  String attachTelling(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(2, List.of("-n", namespace, "--json"));
    long begin = System.nanoTime();
    Output output = laptop().cli(all.toArray(String[]::new));
    System.out.printf(
        "culvert %s: %d ms, the program's start included%n",
        String.join(" ", arguments), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    assertThat(output.exitCode()).as("%s%s", output.out(), output.err()).isZero();
    return output.out();
  }

  void detach(String id) {
    laptop().cli("detach", id).orFail("detach");
  }

  String answer(String url, String... options) {
    List<String> command = new ArrayList<>(List.of("/usr/bin/curl", "-sS", "--max-time", "15"));
    command.addAll(List.of(options));
    command.add(url);
    Output output = laptop().run(command.toArray(String[]::new));
    return (output.out() + output.err()).strip();
  }

  /** As somebody in the cluster who calls a Service by its address; without a laptop's help. */
  String answerInCluster(String service, String... options) {
    String address = told("get", "service", service, "-o", "jsonpath={.spec.clusterIP}");
    List<String> command = new ArrayList<>(List.of("/usr/bin/curl", "-sS", "--max-time", "5"));
    command.addAll(List.of(options));
    command.add("http://" + address);
    Output output = cluster().runOnNode(Duration.ofSeconds(10), command);
    return (output.out() + output.err()).strip();
  }

  /** Paths that the laptop's program was asked for. */
  List<String> asked() {
    return laptop().shell("cat /run/asked 2>/dev/null").out().lines().toList();
  }

  /** UIDs, start times and restarts. */
  String lives(String app) {
    return told(
        "get",
        "pods",
        "-l",
        "app=" + app,
        "--sort-by=.metadata.name",
        "-o",
        "jsonpath={range .items[*]}{.metadata.name} {.metadata.uid} {.status.startTime}"
            + " {.status.containerStatuses[0].restartCount};{end}");
  }

  List<String> podAddresses(String app) {
    return List.of(
        told(
                "get",
                "pods",
                "-l",
                "app=" + app,
                "--field-selector=status.phase=Running",
                "-o",
                "jsonpath={.items[*].status.podIP}")
            .split(" ", -1));
  }

  /** A container that says its pod's name over HTTP at port 8080, as YAML of a pod's spec. */
  static String greeting(String more) {
    return """
    {terminationGracePeriodSeconds: 1, %s
          volumes: [{name: data, emptyDir: {}}],
          containers: [{name: web, image: "culvert.test/busybox:1", imagePullPolicy: Never,
            command: [sh, -c, 'mkdir /data/www; echo "hello from $(hostname)" > /data/www/index.html; exec httpd -f -p 8080 -h /data/www'],
            env: [{name: GREETING, value: "hello there"}],
            ports: [{name: http, containerPort: 8080}],
            readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1},
            securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}},
            volumeMounts: [{name: data, mountPath: /data}]}]}\
    """
        .formatted(more);
  }

  /** With this many replicas, and a Service of the same name at port 80. */
  String deployment(String name, int replicas, String more) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: %1$s, namespace: %2$s}
    spec:
      replicas: %3$d
      selector: {matchLabels: {app: %1$s}}
      template:
        metadata: {labels: {app: %1$s}}
        spec: %4$s
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: %1$s, namespace: %2$s}
    spec: {selector: {app: %1$s}, ports: [{name: http, port: 80, targetPort: http}]}
    ---
    """
        .formatted(name, namespace, replicas, greeting(more));
  }
}
