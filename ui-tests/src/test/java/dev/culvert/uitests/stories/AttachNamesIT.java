package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who is attached to a workload finds what the workload finds, by the names that it uses. */
final class AttachNamesIT extends Story {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern ID = Pattern.compile("\"id\": ?\"(\\w+)\"");

  /** A Service of another namespace than the connected one. */
  private static final String NEIGHBOUR = "10.96.30.2";

  private String found(String name) {
    return laptop().shell("getent ahostsv4 " + name).out();
  }

  private String explained(String name) {
    return laptop().cli("dns", name, "--json").out();
  }

  @Test
  void theNeighboursShortNameIsKnownAsLongAsItIsAttached() throws IOException {
    connect();
    assertThat(found("stubborn")).isEmpty();

    Output ingest = laptop().cli("ingest", "ledger", "-n", "payments", "--json");
    Matcher id = ID.matcher(ingest.orFail("ingest").out());
    assertThat(id.find()).isTrue();
    Laptop.await(SOON, "the neighbour is found", () -> found("stubborn").contains(NEIGHBOUR));
    assertThat(laptop().shell("curl -sS --max-time 5 http://stubborn:7013").err())
        .as("it is the neighbour who resets the connection")
        .containsIgnoringCase("reset");
    assertThat(explained("stubborn"))
        .contains("stubborn.payments.svc.cluster.local")
        .contains("agent:payments/ledger");
    // Asked for just now, by its whole name: nobody remembers it.
    assertThat(explained("ledger.payments.svc.cluster.local"))
        .containsPattern("\"answeredBy\": ?\"agent\"");
    assertThat(found("echo")).as("the connected namespace's own").contains("10.96.20.1");
    assertThat(explained("example.com")).doesNotContain("agent:");

    laptop().cli("detach", id.group(1)).orFail("detach");
    Laptop.await(SOON, "it is not found any longer", () -> found("stubborn").isEmpty());
    assertThat(explained("ledger.payments.svc.cluster.local")).doesNotContain("agent");
  }
}
