package dev.culvert.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.http.HttpBody.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** How bodies are shown. */
class HttpBodyTest {

  private static HttpBody read(byte[] bytes, long length, HttpHeader... headers) {
    return HttpBody.of(
        new HttpMessage("HTTP/1.1 200 OK", List.of(headers), bytes, length, 0, true));
  }

  private static HttpBody read(String text, String type) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return read(bytes, bytes.length, new HttpHeader("Content-Type", type));
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void jsonIsLaidOutAndNothingOfItChanges() {
    HttpBody body =
        read("{\"b\":[1.50,-2e9, {}],\"a\":{\"s\":\"q\\\"}\",\"n\":null}}", "application/json");
    assertThat(body.kind()).isEqualTo(Kind.JSON);
    assertThat(body.text())
        .isEqualTo(
            """
            {
              "b": [
                1.50,
                -2e9,
                {}
              ],
              "a": {
                "s": "q\\"}",
                "n": null
              }
            }\
            """);
    assertThat(read("{\"a\":1,}", "application/json").kind()).isEqualTo(Kind.TEXT);
    assertThat(read("[".repeat(50_000), "application/json").kind()).isEqualTo(Kind.TEXT);
  }

  @Test
  void gzipIsUnpackedUpToABound() throws IOException {
    HttpHeader gzip = new HttpHeader("content-encoding", "gzip");
    byte[] small = packed("grüße".getBytes(StandardCharsets.UTF_8));
    assertThat(read(small, small.length, gzip).text()).isEqualTo("grüße");
    byte[] zeros = new byte[50_000_000];
    Arrays.fill(zeros, (byte) 'a');
    byte[] bomb = packed(zeros);
    HttpBody body = read(bomb, bomb.length, gzip);
    assertThat(body.text()).hasSize(HttpBody.MOST_UNPACKED);
    assertThat(body.cut()).isTrue();
    byte[] half = Arrays.copyOf(bomb, bomb.length / 2);
    assertThat(read(half, bomb.length, gzip).cut()).isTrue();
    assertThat(read("no gzip".getBytes(StandardCharsets.US_ASCII), 7, gzip).kind())
        .isEqualTo(Kind.HEX);
  }

  @Test
  void whatIsNoTextIsHexadecimal() {
    HttpBody body = read(new byte[] {0, 1, 'a', (byte) 0xff}, 4);
    assertThat(body.kind()).isEqualTo(Kind.HEX);
    assertThat(body.text()).startsWith("0000  00 01 61 ff ").contains("..a.");
    assertThat(read(new byte[0], 0).kind()).isEqualTo(Kind.NONE);
    HttpHeader brotli = new HttpHeader("Content-Encoding", "br");
    assertThat(read("abc".getBytes(StandardCharsets.US_ASCII), 3, brotli).kind())
        .isEqualTo(Kind.HEX);
  }

  @Test
  void aCharacterThatIsCutAtTheEndMakesItNoLessAText() {
    byte[] bytes = Arrays.copyOf("größe ß".getBytes(StandardCharsets.UTF_8), 9);
    HttpBody body = read(bytes, 100);
    assertThat(body.text()).isEqualTo("größe ");
    assertThat(body.cut()).isTrue();
  }
}
