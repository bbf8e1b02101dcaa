package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.grpc.GrpcHelperClient;
import dev.culvert.app.kubeconfig.ConnectRequestSource;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Workload;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.Credentials;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * From the press of "Attach" to the first byte of the local program's answer to somebody in the
 * cluster, as the window does it: no program is started here meanwhile. Each time a pod that has no
 * agent yet.
 */
final class AttachTimeIT extends AttachStory {
  private static final int TIMES = 7;

  /** Asks the pod again and again, each time on a new connection, and tells who answered when. */
  private static final String ASKER =
      """
      import socket, sys, time
      print('asking', flush=True)
      while True:
          try:
              with socket.create_connection((sys.argv[1], 8080), 5) as s:
                  s.sendall(b'GET / HTTP/1.0\\r\\n\\r\\n')
                  first = s.recv(1)
                  at = time.time_ns()
                  whole = first
                  while part := s.recv(4096):
                      whole += part
                  if b'mara' in whole:
                      print(at // 1000000, flush=True)
                      break
          except OSError:
              pass
          time.sleep(0.01)
      """;

  AttachTimeIT() {
    super("attach-time");
  }

  @Override
  String workloads() {
    return deployment("idle", 1, "");
  }

  @Test
  void theMedianFromThePressToTheFirstByteIsTold() throws IOException {
    connect();
    List<String> pods = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      pods.add(freshPod("fresh-" + i));
    }
    List<Long> planned = new ArrayList<>();
    List<Long> inPlace = new ArrayList<>();
    List<Long> firstByte = new ArrayList<>();
    try (HelperClient helper =
        GrpcHelperClient.openOwn(
            laptop().computer().file("/run/culvert/helper.sock"), new NoCredentials())) {
      for (String name : pods) {
        Process asker = asker(name);
        AtomicLong plan = new AtomicLong();
        // The asker is another process: the clock that both have.
        long pressed = System.currentTimeMillis();
        String id =
            helper
                .attachments()
                .attach(
                    AttachRequest.newBuilder().setSpec(spec(name)).build(),
                    event -> plan.compareAndSet(0, System.currentTimeMillis()))
                .join()
                .getAttachment()
                .getId();
        inPlace.add(System.currentTimeMillis() - pressed);
        planned.add(plan.get() - pressed);
        firstByte.add(Long.parseLong(asker.inputReader().readLine()) - pressed);
        detach(id);
        told("delete", "pod", name, "--wait=false");
      }
    }
    System.out.printf(
        "attach: from the press to the first byte: median %d ms of %s; the plan after %d ms, in"
            + " place after %d ms%n",
        median(firstByte), firstByte, median(planned), median(inPlace));
    disconnect();
  }

  /** Ready, and without an agent. It stands for a while until its turn comes, as people's do. */
  private String freshPod(String name) {
    cluster()
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, namespace: attach-time, labels: {app: fresh}}
            spec: %s
            """
                .formatted(name, greeting("")));
    told("wait", "--for=condition=Ready", "pod/" + name, "--timeout=60s");
    return name;
  }

  /** Asks the pod all the time. */
  private Process asker(String name) throws IOException {
    String address = told("get", "pod", name, "-o", "jsonpath={.status.podIP}");
    Process asker =
        cluster()
            .startOnNode(
                List.of("/usr/bin/python3", "-u", "-c", ASKER, address),
                builder -> builder.redirectErrorStream(true));
    assertThat(asker.inputReader().readLine()).isEqualTo("asking");
    return asker;
  }

  private static AttachSpec spec(String pod) {
    return AttachSpec.newBuilder()
        .setWorkload(Workload.newBuilder().setKind("Pod").setNamespace("attach-time").setName(pod))
        .setKind(Kind.KIND_INTERCEPT)
        .addPorts(Port.newBuilder().setLocal(3000).setRemote("http"))
        .build();
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static final class NoCredentials implements ConnectRequestSource {
    @Override
    public ConnectRequest connectRequest(String context, String namespace) {
      return ConnectRequest.getDefaultInstance();
    }

    @Override
    public Credentials freshCredentials(String context) {
      return Credentials.getDefaultInstance();
    }
  }
}
