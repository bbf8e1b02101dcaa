package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.Laptop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each kind of workload, each form of a port, and replicas that come and go. */
final class AttachKindsIT extends AttachStory {
  private static final int TIMES = 5;

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
        """
            .formatted(greeting(""));
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
  void theMedianOfAttachingToAPodWithoutAnAgentIsTold() {
    connect();
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      String name = "fresh-" + i;
      cluster()
          .apply(
              """
              apiVersion: v1
              kind: Pod
              metadata: {name: %s, namespace: attach-kinds, labels: {app: fresh}}
              spec: %s
              """
                  .formatted(name, greeting("")));
      told("wait", "--for=condition=Ready", "pod/" + name, "--timeout=60s");
      long begin = System.nanoTime();
      detach(attach("intercept", "pod/" + name, "-p", "3000:http"));
      millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
      told("delete", "pod", name, "--wait=false");
    }
    millis.sort(null);
    System.out.printf(
        "attach and detach, two programs' starts included: median %d ms of %s%n",
        millis.get(millis.size() / 2), millis);
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
