package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.DeskComputer;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may end what somebody else has attached. */
final class AttachRightsIT extends Story {
  private static final Pattern ID = Pattern.compile("\"id\": ?\"(\\w+)\"");

  private Laptop noors;

  // Set before the story.
  @SuppressWarnings("NullAway.Init")
  AttachRightsIT() {}

  @BeforeAll
  void anotherPersonComes() {
    noors =
        new Laptop(
            new DeskComputer(playground().secondDesk("noor")),
            System.getProperty("java.class.path"),
            playground().folder().resolve("second"));
  }

  @AfterAll
  void theOtherPersonGoes() {
    noors.close();
  }

  private boolean noorIsAttached() {
    return noors.cli("attachments").orFail("attachments").out().contains("echo");
  }

  @Test
  void whoMayDeletePodsMayRevokeAndNobodyElse() throws IOException {
    noors.startHelper();
    noors.cli("connect", "dev-eu", "-n", "shop").orFail("noor connects");
    Output attached =
        noors.cli("intercept", "echo", "-p", "3000:http", "--header", "X-User=noor", "--json");
    Matcher id = ID.matcher(attached.orFail("noor attaches").out());
    assertThat(id.find()).isTrue();

    // On call one may look, and forward ports, but not change anything.
    laptop().cli("connect", "prod-eu", "-n", "shop").orFail("mara, on call, connects");
    assertThat(laptop().cli("attachments").out()).contains("echo").contains("noor");
    Output refused = laptop().cli("revoke", id.group(1));
    assertThat(refused.ok()).isFalse();
    assertThat(refused.err()).contains("delete pods").contains("shop");
    assertThat(laptop().cli("detach", id.group(1)).ok())
        .as("as though it were one's own")
        .isFalse();
    assertThat(noorIsAttached()).isTrue();
    disconnect();

    connect();
    laptop().cli("revoke", id.group(1)).orFail("mara, a developer, revokes");
    Laptop.await(
        Duration.ofSeconds(30), "noor's computer knows that it is over", () -> !noorIsAttached());
    noors.cleanUp();
  }
}
