package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manager.attach.AgentLink;
import dev.culvert.manager.attach.Orders;
import dev.culvert.manager.attach.PodView;
import dev.culvert.proto.attach.v1.Hello;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Volume;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two pods of a workload get their rules one after the other. */
final class AttachOrderTest {
  private record Told(Agent agent, long generation) {}

  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

  /** Attends, and answers when the test does for it. */
  private final class Agent implements AgentLink {
    private final String pod;

    Agent(String pod) {
      this.pod = pod;
    }

    @Override
    public String podUid() {
      return pod;
    }

    @Override
    public Hello hello() {
      return Hello.newBuilder().setTarget("main").setCanRedirect(true).build();
    }

    @Override
    public void want(long generation, Orders orders) {
      if (!orders.rules().isEmpty()) {
        told.add(new Told(this, generation));
      }
    }

    @Override
    public void serveFiles(String stream, boolean readOnly, List<Volume> volumes) {}

    @Override
    public void serveMeter(String stream) {}

    @Override
    public void dialPod(String stream, int port) {}

    @Override
    public CompletionStage<byte[]> resolve(byte[] query) {
      return CompletableFuture.failedStage(new IOException("this agent resolves no names"));
    }

    @Override
    public void leave() {}
  }

  @Test
  void theSecondPodWaitsForTheFirst() throws Exception {
    try (AttachFixture fixture = new AttachFixture()) {
      var workloads = fixture.manager.workloads;
      workloads.pods.add(
          new PodView(
              "shop",
              "orders-2",
              "uid-orders-2",
              true,
              List.of(),
              fixture.pod.containers(),
              List.of()));
      CountDownLatch came = new CountDownLatch(2);
      workloads.onPlaced =
          pod -> {
            fixture.manager.attachments.agents().came(new Agent(pod.uid()));
            came.countDown();
          };
      try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
        CompletableFuture<String> attached =
            CompletableFuture.supplyAsync(() -> attach(fixture, laptop));
        Told first = next();
        // Who comes is told at once what there is to tell.
        assertThat(came.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isEmpty();
        assertThat(attached).isNotDone();
        answer(fixture, first);
        Told second = next();
        assertThat(second.agent().podUid()).isNotEqualTo(first.agent().podUid());
        assertThat(attached).isNotDone();
        answer(fixture, second);
        assertThat(attached.get(30, TimeUnit.SECONDS)).isNotEmpty();
      }
    }
  }

  private Told next() throws InterruptedException {
    Told next = told.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("an agent is told").isNotNull();
    return next;
  }

  private static void answer(AttachFixture fixture, Told of) {
    fixture.manager.attachments.agents().applied(of.agent(), of.generation(), Map.of());
  }

  private static String attach(AttachFixture fixture, AttachFixture.Laptop laptop) {
    try {
      return laptop.attach(fixture.spec(Kind.KIND_INTERCEPT, 3000).build()).getAttachment().getId();
    } catch (Exception e) {
      throw new java.util.concurrent.CompletionException(e);
    }
  }
}
