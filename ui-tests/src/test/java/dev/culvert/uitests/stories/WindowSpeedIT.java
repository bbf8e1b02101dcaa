package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody wants to know how fast the way is: to a pod that is attached, and to one that is not.
 */
final class WindowSpeedIT extends WindowStory {

  @Test
  void measuresTheWayToAnAttachedPodAndToAnother() throws IOException {
    serve("mara", "http:3000");
    Window window = connected();
    laptop()
        .cli("intercept", "echo", "-p", "3000:http", "--header", "X-User=mara")
        .orFail("intercept");
    window.press("CONTROL+DIGIT7");
    window.sees("#speed-past", "Nothing since this window was opened.");
    window.click("#speed-to");
    window.click("\"echo, its agent");
    window.click("#speed-start");
    window.sees("#speed-past", "echo, its agent");
    assertThat(window.reads("#speed-way")).contains("API server").contains("echo").contains("ms");
    assertThat(window.reads("#speed-lanes")).contains("From the pod").contains("B/s");
    window.picture("story-speed");

    JsonNode attached = json("speed", "echo", "--json", "--size", "4");
    assertThat(attached.at("/podProblem").asString()).isEmpty();
    for (String direction : new String[] {"managerDown", "managerUp", "podDown", "podUp"}) {
      assertThat(attached.at("/" + direction + "/bytes").asLong()).as(direction).isPositive();
    }
    JsonNode other = json("speed", "cart-0.cart.shop:8080", "--json", "--size", "4");
    assertThat(other.at("/firstHop").asString()).isEqualTo("api_server");
    assertThat(other.at("/firstHopMillis").asDouble()).isPositive();
    assertThat(other.at("/podHopMillis").asDouble()).isPositive();
    assertThat(other.at("/podMillis").asDouble())
        .as("the whole way is longer than its last hop")
        .isGreaterThan(other.at("/podHopMillis").asDouble());
    assertThat(other.at("/podDown").isMissingNode() || other.at("/podDown").isNull())
        .as("nothing is asked of a pod without an agent")
        .isTrue();
    assertThat(laptop().cli("speed", "cart-0.cart.shop:9", "--size", "1").err())
        .contains("refused");
  }

  private JsonNode json(String... words) {
    return new JsonMapper().readTree(laptop().cli(words).orFail("speed").out());
  }
}
