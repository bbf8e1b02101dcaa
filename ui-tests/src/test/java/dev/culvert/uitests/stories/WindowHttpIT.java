package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody looks at the requests that an attachment brings, and at one's own. */
final class WindowHttpIT extends WindowStory {

  @Test
  void looksIntoARequestThatArrivesAndKeepsIt() throws IOException {
    serve("mara", "http:3000");
    Window window = connected();
    laptop()
        .cli("intercept", "echo", "-p", "3000:http", "--header", "X-User=mara")
        .orFail("intercept");
    window.press("CONTROL+DIGIT4");
    window.sees("#http-look", "Look into");
    window.click("\"Turn on for echo");
    window.sees("#http-strip", "Looking into HTTP of echo until");
    assertThat(
            answerer(
                "http://10.96.20.1/cart?item=7",
                "-H",
                "X-User: mara",
                "-H",
                "Authorization: Bearer story",
                "-d",
                "{\"count\":2}"))
        .isEqualTo("mara");
    window.sees("#http", "/cart?item=7");
    window.sees("#http", "200");
    window.clickRow("#http", "/cart?item=7");
    window.sees("#http-request", "X-User");
    // Its answer tells the headers of its request, and bodies are not masked.
    assertThat(window.reads("#http-request")).contains("mara").doesNotContain("Bearer story");
    window.picture("story-http");

    // The connection that brought it is a line among the flows, with what took it.
    window.press("CONTROL+DIGIT2");
    window.sees("#flows", "To you");
    window.press("CONTROL+DIGIT4");

    Path file = playground().folder().resolve("requests.har");
    window.savesTo(playground().inLaptop(file));
    window.click("#http-save");
    window.click("\"Save the shown requests as HAR…");
    window.sees("#http-strip", "1 request is in requests.har.");
    JsonNode entry = new JsonMapper().readTree(file.toFile()).at("/log/entries/0");
    assertThat(entry.at("/request/method").asString()).isEqualTo("POST");
    assertThat(entry.at("/request/url").asString()).isEqualTo("http://10.96.20.1/cart?item=7");
    assertThat(entry.at("/request/postData/text").asString()).contains("count");
    assertThat(entry.at("/response/status").asInt()).isEqualTo(200);
    assertThat(entry.at("/response/content/text").asString()).contains("mara");
    assertThat(entry.at("/time").asDouble()).isPositive();
    assertThat(entry.at("/request/headers").toString())
        .contains("Authorization", "(hidden)")
        .doesNotContain("Bearer");

    window.click("#http-stop");
    window.sees("#http-strip", "HTTP is no longer looked into.");
    window.click("#http-look");
    window.click("\"Turn on for all plain text");
    window.sees("#http-strip", "everything in plain text");
    printed("/usr/bin/curl", "-sS", "-o", "/dev/null", "http://cart-0.cart.shop:8080/own");
    window.sees("#http", "/own");
  }
}
