package dev.culvert.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The archive is what other tools read. */
class HarTest {
  private final HttpReader reader = new HttpReader();

  private JsonNode entry(boolean secrets) throws Exception {
    Packets packets = new Packets(reader, 40_000).open();
    packets.ask(
        "POST /a?x=1&y HTTP/1.1\r\nHost: orders.shop\r\nAuthorization: Bearer abc"
            + "\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n\"\\\n\u00e9");
    packets.millis = 5;
    packets.answer(
        "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 2\r\n\r\n\u0000\u0001");
    List<HttpExchange> all = reader.changes();
    JsonNode log = new JsonMapper().readTree(Har.of(all, secrets)).get("log");
    assertThat(log.get("version").asString()).isEqualTo("1.2");
    assertThat(log.get("entries")).hasSize(1);
    return log.get("entries").get(0);
  }

  @Test
  void everythingThatWasSeenIsInIt() throws Exception {
    JsonNode entry = entry(true);
    assertThat(entry.get("time").asDouble()).isEqualTo(5);
    assertThat(entry.get("timings").get("wait").asDouble()).isEqualTo(5);
    JsonNode request = entry.get("request");
    assertThat(request.get("method").asString()).isEqualTo("POST");
    assertThat(request.get("url").asString()).isEqualTo("http://orders.shop/a?x=1&y");
    assertThat(request.get("queryString").get(1).get("name").asString()).isEqualTo("y");
    assertThat(request.get("headers").get(1).get("value").asString()).isEqualTo("Bearer abc");
    assertThat(request.get("bodySize").asInt()).isEqualTo(4);
    JsonNode response = entry.get("response");
    assertThat(response.get("status").asInt()).isEqualTo(200);
    assertThat(response.get("content").get("encoding").asString()).isEqualTo("base64");
    assertThat(response.get("content").get("text").asString()).isEqualTo("AAE=");
  }

  @Test
  void secretsAreLeftOutUnlessAskedFor() throws Exception {
    assertThat(entry(false).get("request").get("headers").get(1).get("value").asString())
        .isEqualTo(Har.MASK);
  }
}
