package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.Laptop;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Attaching to three replicas by ephemeral containers with a redirect; no pod is restarted. */
final class AttachmentsIT extends AttachStory {
  private static final String URL = "http://orders.attach";

  AttachmentsIT() {
    super("attach");
  }

  @Override
  String workloads() {
    return deployment("orders", 3, "");
  }

  @Test
  @Tag("gate")
  void requestsOfAFilterComeHereAndTheOthersStay() {
    connect();
    String before = lives("orders");
    String id = attach("intercept", "orders", "-p", "3000:http", "--header", "X-User=mara");
    for (int i = 0; i < 20; i++) {
      assertThat(answer(URL, "-H", "X-User: mara")).isEqualTo("mara");
      assertThat(answer(URL)).startsWith("hello from orders-");
    }
    for (String pod : podAddresses("orders")) {
      String url = "http://" + pod + ":8080";
      // Both on one connection.
      String both = answer(url, "-H", "X-User: mara", url, "--next", "-sS");
      assertThat(both).startsWith("mara").contains("hello from orders-");
    }
    detach(id);
    assertThat(answer(URL, "-H", "X-User: mara")).startsWith("hello from orders-");
    assertThat(lives("orders")).isEqualTo(before);
    disconnect();
  }

  @Test
  void aFileOfATeamIsApplied() {
    laptop()
        .shell(
            """
            cat > /run/culvert.yaml <<END
            context: %s
            namespace: attach
            attachments:
            - intercept: orders
              port: 3000:http
              header: X-User=mara
            END
            """
                .formatted(cluster().context()))
        .orFail("the file");
    laptop().cli("apply", "-f", "/run/culvert.yaml").orFail("apply");
    assertThat(answer(URL, "-H", "X-User: mara")).isEqualTo("mara");
    assertThat(answer(URL)).startsWith("hello from orders-");
    disconnect();
  }

  @Test
  void aWholePortComesHereFromEveryReplica() {
    connect();
    String before = lives("orders");
    attach("intercept", "orders", "-p", "3000:8080");
    for (String pod : podAddresses("orders")) {
      assertThat(answer("http://" + pod + ":8080")).isEqualTo("mara");
    }
    assertThat(answer(URL)).isEqualTo("mara");
    disconnect();
    connect();
    assertThat(answer(URL)).startsWith("hello from orders-");
    assertThat(lives("orders")).isEqualTo(before);
    disconnect();
  }

  @Test
  void aWiretapSeesEverythingAndChangesNothing() {
    connect();
    String before = lives("orders");
    String id = attach("wiretap", "orders", "-p", "3000:http");
    IntStream.range(0, 20)
        .forEach(i -> assertThat(answer(URL + "/?seen=" + i)).startsWith("hello from orders-"));
    Laptop.await(SOON, "twenty copies are here", () -> copies() == 20);
    assertThat(asked()).contains("/?seen=0", "/?seen=19");
    detach(id);
    assertThat(answer(URL + "/?unseen")).startsWith("hello from orders-");
    assertThat(asked()).doesNotContain("/?unseen");
    assertThat(lives("orders")).isEqualTo(before);
    disconnect();
  }

  /** Without the kubelet's probes, which are copied too. */
  private long copies() {
    return asked().stream().filter(path -> path.startsWith("/?seen=")).count();
  }

  @Test
  void variablesAndFilesComeHere() {
    connect();
    String before = lives("orders");
    String told =
        attachTelling(
            "ingest", "orders", "--env-file", "/run/orders.env", "--mount", "/run/orders");
    assertThat(printed("/usr/bin/cat", "/run/orders.env")).contains("GREETING=\"hello there\"");
    assertThat(printed("/usr/bin/cat", "/run/orders/data/www/index.html"))
        .startsWith("hello from orders-");
    printed("/bin/sh", "-c", "echo written here > /run/orders/data/new");
    laptop().cli("files", id(told), "/data/new", "-o", "/run/fetched").orFail("files");
    assertThat(printed("/usr/bin/cat", "/run/fetched")).isEqualTo("written here");
    assertThat(laptop().cli("files", id(told), "/data").orFail("files").out())
        .contains("www/", "new");
    detach(id(told));
    assertThat(laptop().run("/usr/bin/findmnt", "/run/orders").ok()).isFalse();
    assertThat(lives("orders")).isEqualTo(before);
    disconnect();
  }
}
