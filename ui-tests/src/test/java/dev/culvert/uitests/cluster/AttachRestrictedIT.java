package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * In a namespace of the level {@code restricted} an agent may not redirect: Services lead to it
 * instead, and whatever happens they lead to the pods again.
 */
final class AttachRestrictedIT extends AttachStory {
  private static final String URL = "http://ledger.attach-restricted";

  AttachRestrictedIT() {
    super("attach-restricted");
  }

  @Override
  String labels() {
    return "{pod-security.kubernetes.io/enforce: restricted}";
  }

  @Override
  String rights() {
    return "[{apiGroups: [\"\"], resources: [pods/ephemeralcontainers, services], verbs: [patch]}]";
  }

  @Override
  String workloads() {
    return deployment(
        "ledger",
        3,
        "securityContext: {runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000,"
            + " seccompProfile: {type: RuntimeDefault}},");
  }

  private String targetPort() {
    return told("get", "service", "ledger", "-o", "jsonpath={.spec.ports[0].targetPort}");
  }

  private String recorded() {
    return told("get", "service", "ledger", "-o", "jsonpath={.metadata.annotations}");
  }

  private void awaitMoved() {
    Laptop.await(
        REPLACED,
        "mara's requests come here",
        () -> answer(URL, "-H", "X-User: mara").equals("mara"));
  }

  private void awaitRestored() {
    Laptop.await(REPLACED, "the Service is as it was", () -> targetPort().equals("http"));
    assertThat(recorded()).doesNotContain("culvert.dev");
  }

  private String intercept() {
    return attach("intercept", "ledger", "-p", "3000:http", "--header", "X-User=mara");
  }

  @Test
  void theServiceLeadsToTheAgentsAndItIsAnnounced() {
    connect();
    String before = lives("ledger");
    Output plan =
        laptop()
            .cli("intercept", "ledger", "-n", "attach-restricted", "-p", "3000:http", "--dry-run");
    assertThat(plan.orFail("dry run").out())
        .contains("forbids a redirect", "NET_ADMIN", "Services lead to it", "Nothing is restarted");
    assertThat(targetPort()).isEqualTo("http");

    String id = intercept();
    assertThat(targetPort()).matches("6[1-4]\\d{3}");
    assertThat(recorded()).contains("culvert.dev/target-ports", "80/TCP=http");
    awaitMoved();
    for (int i = 0; i < 20; i++) {
      assertThat(answer(URL, "-H", "X-User: mara")).isEqualTo("mara");
      assertThat(answer(URL)).startsWith("hello from ledger-");
    }
    detach(id);
    assertThat(targetPort()).isEqualTo("http");
    for (int i = 0; i < 20; i++) {
      assertThat(answer(URL, "-H", "X-User: mara")).startsWith("hello from ledger-");
    }
    assertThat(lives("ledger")).isEqualTo(before);
    disconnect();
  }

  @Test
  void newReplicasAreNeverLedToAnAgentThatTheyDoNotHave() {
    connect();
    intercept();
    awaitMoved();
    String address = told("get", "service", "ledger", "-o", "jsonpath={.spec.clusterIP}");
    for (String replicas : List.of("5", "2", "3")) {
      told("scale", "deployment/ledger", "--replicas=" + replicas);
      long begin = System.nanoTime();
      int answered = 0;
      while (System.nanoTime() - begin < 6_000_000_000L) {
        String answers =
            cluster()
                .runOnNode(
                    Duration.ofSeconds(30),
                    List.of(
                        "/usr/bin/curl",
                        "-sS",
                        "--max-time",
                        "5",
                        "-H",
                        "Connection: close",
                        "http://" + address + "/?[1-50]"))
                .orFail("fifty requests, each on a connection of its own")
                .out();
        assertThat(answers.lines())
            .hasSize(50)
            .allMatch(line -> line.startsWith("hello from ledger-"));
        answered += 50;
      }
      System.out.printf("scaling to %s: %d requests, each answered%n", replicas, answered);
      told("rollout", "status", "deployment/ledger", "--timeout=60s");
      awaitMoved();
    }
    disconnect();
    awaitRestored();
  }

  @Test
  void aManagerThatIsKilledLeavesNothingMoved() {
    connect();
    intercept();
    awaitMoved();
    Manager.kill(cluster());
    for (int i = 0; i < 20; i++) {
      assertThat(answerInCluster("ledger", "-H", "X-User: noor")).startsWith("hello from ledger-");
    }
    Manager.await(cluster());
    awaitRestored();
  }

  @Test
  void aLaptopThatIsKilledLeavesNothingMoved() throws InterruptedException {
    connect();
    intercept();
    awaitMoved();
    laptop().killHelper();
    awaitRestored();
  }

  @Test
  void whoMayNotChangeServicesIsTold() {
    cluster()
        .apply(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: story-attaches, namespace: attach-restricted}
            rules: [{apiGroups: [""], resources: [pods/ephemeralcontainers], verbs: [patch]}]
            """);
    connect();
    Output refused =
        laptop().cli("intercept", "ledger", "-n", "attach-restricted", "-p", "3000:http");
    assertThat(refused.ok()).isFalse();
    assertThat(refused.err()).contains("NET_ADMIN", "may not patch services");
    disconnect();
    startWorkloads();
  }
}
