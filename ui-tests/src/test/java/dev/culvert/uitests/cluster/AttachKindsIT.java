package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.Laptop;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each kind of workload, each form of a port, and replicas that come and go. */
final class AttachKindsIT extends AttachStory {
  private static final String BOTH_SERVER =
      """
      import http.server, socket, threading
      class Hello(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200)
              self.end_headers()
              self.wfile.write(b'hello from both')
      def talk():
          s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
          s.bind(('', 8080))
          while True:
              s.sendto(b'hello by UDP', s.recvfrom(2000)[1])
      threading.Thread(target=talk, daemon=True).start()
      http.server.ThreadingHTTPServer(('', 8080), Hello).serve_forever()
      """;

  /** A container that answers at 8080 by TCP and by UDP, as YAML; its Python is the node's. */
  private static final String BOTH =
      """
      {terminationGracePeriodSeconds: 1,
          volumes: [{name: node, hostPath: {path: /}}],
          containers: [{name: web, image: "culvert.test/busybox:1", imagePullPolicy: Never,
            ports: [{name: http, containerPort: 8080}, {name: talk, containerPort: 8080, protocol: UDP}],
            readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1},
            volumeMounts: [{name: node, mountPath: /node, readOnly: true}],
            command: [chroot, /node, /usr/bin/python3, -u, -c, "%s"]}]}\
      """
          .formatted(BOTH_SERVER.replace("\n", "\\n"));

  private static final String UDP_SERVER =
      """
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.bind(("127.0.0.1", 5301))
      while True:
          s.sendto(b"mara by UDP", s.recvfrom(2000)[1])
      """;

  AttachKindsIT() {
    super("attach-kinds");
  }

  @Override
  String workloads() {
    return deployment("shop", 1, "")
        + """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: store, namespace: attach-kinds}
        spec:
          serviceName: store
          replicas: 2
          podManagementPolicy: Parallel
          selector: {matchLabels: {app: store}}
          template:
            metadata: {labels: {app: store}}
            spec: %1$s
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: store, namespace: attach-kinds}
        spec: {clusterIP: None, selector: {app: store}, ports: [{port: 8080}]}
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: each, namespace: attach-kinds}
        spec:
          selector: {matchLabels: {app: each}}
          template:
            metadata: {labels: {app: each}}
            spec: %1$s
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: each, namespace: attach-kinds}
        spec: {selector: {app: each}, ports: [{port: 80, targetPort: 8080}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: each-again, namespace: attach-kinds}
        spec: {selector: {app: each}, ports: [{name: web, port: 8888, targetPort: http}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: lone, namespace: attach-kinds, labels: {app: lone}}
        spec: %1$s
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: both, namespace: attach-kinds, labels: {app: both}}
        spec: %2$s
        """
            .formatted(greeting(""), BOTH);
  }

  /** What Argo Rollouts makes of a Rollout; its controller itself is not here. */
  private void applyARollout() {
    cluster()
        .apply(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: rollouts.argoproj.io}
            spec:
              group: argoproj.io
              scope: Namespaced
              names: {kind: Rollout, plural: rollouts, singular: rollout, shortNames: [ro]}
              versions:
              - name: v1alpha1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """);
    cluster()
        .told("wait", "--for=condition=Established", "crd/rollouts.argoproj.io", "--timeout=30s");
    cluster()
        .apply(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: canary, namespace: attach-kinds}
            spec:
              replicas: 2
              selector: {matchLabels: {app: canary}}
              strategy: {canary: {}}
              template: {metadata: {labels: {app: canary}}, spec: %s}
            """
                .formatted(greeting("")));
    String uid = told("get", "rollouts.argoproj.io", "canary", "-o", "jsonpath={.metadata.uid}");
    cluster()
        .apply(
            """
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata:
              name: canary-5f9c
              namespace: attach-kinds
              ownerReferences:
              - {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: canary, uid: %s, controller: true}
            spec:
              replicas: 2
              selector: {matchLabels: {app: canary, rollouts-pod-template-hash: 5f9c}}
              template:
                metadata: {labels: {app: canary, rollouts-pod-template-hash: 5f9c}}
                spec: %s
            """
                .formatted(uid, greeting("")));
    told(
        "wait",
        "--for=jsonpath={.status.readyReplicas}=2",
        "replicaset/canary-5f9c",
        "--timeout=80s");
  }

  @Test
  void aRolloutByTheReplicaSetThatItOwns() {
    applyARollout();
    connect();
    List<String> pods = podAddresses("canary");
    assertThat(pods).hasSize(2);
    attachedAndBack(
        "canary",
        List.of("intercept", "rollout/canary", "-p", "3000:http"),
        pods.stream().map(pod -> "http://" + pod + ":8080").toList());
    attachedAndBack(
        "canary",
        List.of("intercept", "replicaset/canary-5f9c", "-p", "3000:http"),
        pods.stream().map(pod -> "http://" + pod + ":8080").toList());
    disconnect();
  }

  @Test
  void tcpAndUdpOfTheSameNumberTogetherAndAlone() {
    start("/usr/bin/python3", "-u", "-c", UDP_SERVER);
    connect();
    String url = "http://" + address("both") + ":8080";
    assertThat(asksByUdp("both")).isEqualTo("hello by UDP");
    String before = lives("both");
    String talk = attach("intercept", "pod/both", "-p", "5301:8080/udp");
    assertThat(asksByUdp("both")).isEqualTo("mara by UDP");
    assertThat(answer(url)).startsWith("hello from ");
    String web = attach("intercept", "pod/both", "-p", "3000:8080");
    assertThat(asksByUdp("both")).isEqualTo("mara by UDP");
    answersMara(url);
    detach(talk);
    assertThat(asksByUdp("both")).isEqualTo("hello by UDP");
    answersMara(url);
    detach(web);
    String both = attach("intercept", "pod/both", "-p", "5301:talk", "-p", "3000:http");
    assertThat(asksByUdp("both")).isEqualTo("mara by UDP");
    answersMara(url);
    detach(both);
    assertThat(asksByUdp("both")).isEqualTo("hello by UDP");
    assertThat(answer(url)).startsWith("hello from ");
    assertThat(lives("both")).isEqualTo(before);
    disconnect();
  }

  /** From a port of its own each time: a flow stays where it began. */
  private String asksByUdp(String app) {
    return printed(
        "/usr/bin/python3",
        "-c",
        "import socket; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.settimeout(10);"
            + " s.sendto(b'hi',('%s',8080)); print(s.recv(100).decode().strip())"
                .formatted(address(app)));
  }

  private String address(String app) {
    return podAddresses(app).getFirst();
  }

  private void answersMara(String url) {
    assertThat(answer(url)).as(url).isEqualTo("mara");
  }

  private void attachedAndBack(String app, List<String> arguments, List<String> urls) {
    String before = lives(app);
    String id = attach(arguments.toArray(String[]::new));
    urls.forEach(this::answersMara);
    detach(id);
    for (String url : urls) {
      assertThat(answer(url)).as(url).startsWith("hello from ");
    }
    assertThat(lives(app)).isEqualTo(before);
  }

  @Test
  void aStatefulSetBehindAHeadlessServiceWithAnUnnamedPort() {
    connect();
    attachedAndBack(
        "store",
        List.of("intercept", "statefulset/store", "-p", "3000:8080"),
        List.of(
            "http://store-0.store.attach-kinds:8080", "http://store-1.store.attach-kinds:8080"));
    disconnect();
  }

  @Test
  void aDaemonSetBehindTwoServicesByNumberAndByName() {
    connect();
    attachedAndBack(
        "each",
        List.of("intercept", "daemonset/each", "-p", "3000:8080"),
        List.of("http://each.attach-kinds", "http://each-again.attach-kinds:8888"));
    disconnect();
  }

  @Test
  void aPodWithoutAnyService() {
    connect();
    attachedAndBack(
        "lone",
        List.of("intercept", "pod/lone", "-p", "3000:http"),
        List.of("http://" + address("lone") + ":8080"));
    disconnect();
  }

  @Test
  void replicasAreFollowedFromOneToFiveToTwo() {
    connect();
    attach("intercept", "shop", "-p", "3000:http");
    for (int replicas : List.of(5, 2)) {
      told("scale", "deployment/shop", "--replicas=" + replicas);
      told("rollout", "status", "deployment/shop", "--timeout=80s");
      Laptop.await(
          REPLACED,
          replicas + " replicas are attached",
          () -> attached() == replicas && podAddresses("shop").size() == replicas);
      for (String pod : podAddresses("shop")) {
        answersMara("http://" + pod + ":8080");
      }
    }
    disconnect();
    connect();
    for (String pod : podAddresses("shop")) {
      assertThat(answer("http://" + pod + ":8080")).startsWith("hello from shop-");
    }
    disconnect();
  }

  private long attached() {
    String list = laptop().cli("attachments", "--json").orFail("attachments").out();
    return list.split("\"attached\": ?true", -1).length - 1L;
  }
}
