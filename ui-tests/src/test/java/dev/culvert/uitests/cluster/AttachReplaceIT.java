package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A container that is replaced stands still, and goes on whoever ends the attachment, in whatever
 * way. The workload does something nobody asks it for: it counts.
 */
final class AttachReplaceIT extends AttachStory {
  private static final String URL = "http://counter.attach-replace";

  AttachReplaceIT() {
    super("attach-replace");
  }

  @Override
  String workloads() {
    return counting(
            "counter", "runAsUser: 1000, runAsGroup: 1000, ", "httpGet: {path: /, port: http}")
        + counting("rooted", "", "httpGet: {path: /, port: http}")
        + counting("asked", "", "exec: {command: [\"true\"]}");
  }

  private static String counting(String name, String user, String liveness) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: %1$s, namespace: attach-replace}
    spec:
      replicas: 1
      selector: {matchLabels: {app: %1$s}}
      template:
        metadata: {labels: {app: %1$s}}
        spec:
          terminationGracePeriodSeconds: 1
          volumes: [{name: data, emptyDir: {}}]
          containers:
          - name: web
            image: culvert.test/busybox:1
            imagePullPolicy: Never
            command:
            - sh
            - -c
            - |
              mkdir /data/www; echo "hello from $(hostname)" > /data/www/index.html
              (while true; do echo >> /data/count; usleep 20000; done) &
              exec httpd -f -p 8080 -h /data/www
            ports: [{name: http, containerPort: 8080}]
            readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
            livenessProbe: {%3$s, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 10}
            securityContext: {%2$sallowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
            volumeMounts: [{name: data, mountPath: /data}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: %1$s, namespace: attach-replace}
    spec: {selector: {app: %1$s}, ports: [{name: http, port: 80, targetPort: http}]}
    ---
    """
        .formatted(name, user, liveness);
  }

  private String inPod(String name, String script) {
    return told("exec", "deployment/" + name, "-c", "web", "--", "sh", "-c", script);
  }

  private long counted(String name) {
    return Long.parseLong(inPod(name, "wc -l < /data/count").strip());
  }

  /** Two probes of the kubelet are the time in which it would have counted. */
  private void standsStill(String name) {
    long before = counted(name);
    int probes = asked().size();
    Laptop.await(SOON, "two more probes", () -> asked().size() >= probes + 2);
    assertThat(counted(name)).isEqualTo(before);
  }

  /** The next agent first leads the traffic away and then holds: between, it still counts. */
  private void isHeldAgain(String name) {
    Laptop.await(REPLACED, "it comes here again", () -> answer(URL).equals("mara"));
    Laptop.await(SOON, name + " is held", () -> countsNot(name));
    standsStill(name);
  }

  private boolean countsNot(String name) {
    long before = counted(name);
    return counted(name) == before;
  }

  private void goesOn(String name) {
    long before = counted(name);
    Laptop.await(SOON, name + " counts on", () -> counted(name) > before);
    Laptop.await(
        SOON,
        name + " answers again",
        () -> answerInCluster(name).startsWith("hello from " + name));
  }

  private String replace(String name) {
    String id = attach("replace", name, "-p", "3000:http");
    assertThat(answer("http://" + name + ".attach-replace")).isEqualTo("mara");
    standsStill(name);
    return id;
  }

  @Test
  void itStandsStillUntilItIsDetached() {
    connect();
    for (String name : List.of("counter", "rooted")) {
      String before = lives(name);
      goesOn(name);
      String id = replace(name);
      detach(id);
      goesOn(name);
      assertThat(lives(name)).isEqualTo(before);
    }
    disconnect();
  }

  @Test
  void itGoesOnWhenTheHelperIsKilled() throws InterruptedException {
    connect();
    String before = lives("counter");
    replace("counter");
    laptop().killHelper();
    goesOn("counter");
    assertThat(lives("counter")).isEqualTo(before);
  }

  @Test
  void itGoesOnWhenTheManagerIsKilled() {
    connect();
    String before = lives("counter");
    replace("counter");
    Manager.kill(cluster());
    goesOn("counter");
    Manager.await(cluster());
    assertThat(lives("counter")).isEqualTo(before);
    disconnect();
  }

  @Test
  void itGoesOnWhenTheAgentIsKilledAndIsHeldByTheNextOne() {
    connect();
    String before = lives("counter");
    String id = replace("counter");
    long held = counted("counter");
    inPod("counter", "kill -9 $(pidof java)");
    Laptop.await(SOON, "it counts on", () -> counted("counter") > held);
    isHeldAgain("counter");
    detach(id);
    goesOn("counter");
    assertThat(lives("counter")).isEqualTo(before);
    disconnect();
  }

  @Test
  void aPodThatIsDeletedMeanwhileIsFollowedByOneThatIsHeld() {
    connect();
    String id = replace("counter");
    String before = lives("counter");
    told("delete", "pods", "-l", "app=counter");
    told("rollout", "status", "deployment/counter", "--timeout=60s");
    assertThat(lives("counter")).isNotEqualTo(before);
    isHeldAgain("counter");
    detach(id);
    goesOn("counter");
    disconnect();
  }

  @Test
  void whatWouldBeStartedAgainAndAgainIsRefused() {
    connect();
    Output refused = laptop().cli("replace", "asked", "-n", "attach-replace", "-p", "3000:http");
    assertThat(refused.ok()).isFalse();
    assertThat(refused.err()).contains("liveness probe", "runs a command in it");
    Output other = laptop().cli("replace", "counter", "-n", "attach-replace", "-p", "3000:9999");
    assertThat(other.ok()).isFalse();
    assertThat(other.err()).contains("take its port too, with --port LOCAL:8080");
    goesOn("counter");
    disconnect();
  }
}
