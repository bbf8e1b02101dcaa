package dev.culvert.app.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Requests and answers out of packets. */
class HttpReaderTest {
  private static final Instant NOW = Instant.ofEpochSecond(1000);
  private final HttpReader reader = new HttpReader(3);
  private int asked = 100;
  private int answered = 900;

  private static byte[] segment(boolean fromProgram, int sequence, int flags, String text) {
    byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer packet = ByteBuffer.allocate(40 + payload.length);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity()).putInt(0);
    packet.put((byte) 64).put((byte) 6).putShort((short) 0);
    packet.putInt(fromProgram ? 0x0a000001 : 0x0a600102);
    packet.putInt(fromProgram ? 0x0a600102 : 0x0a000001);
    packet.putShort((short) (fromProgram ? 40_000 : 8080));
    packet.putShort((short) (fromProgram ? 8080 : 40_000));
    packet.putInt(sequence).putInt(0).put((byte) 0x50).put((byte) flags).putShort((short) 0);
    return packet.putInt(0).put(payload).array();
  }

  private void ask(String text) {
    reader.packet(NOW, true, 7, segment(true, asked, 0x18, text));
    asked += text.length();
  }

  private void answer(String text, int millis) {
    reader.packet(NOW.plusMillis(millis), false, 7, segment(false, answered, 0x18, text));
    answered += text.length();
  }

  @Test
  void aRequestAndItsAnswerInSeveralSegments() {
    reader.packet(NOW, true, 7, segment(true, asked - 1, 2, ""));
    ask("POST /orders?x=1 HTTP/1.1\r\nHost: orders.shop\r\nContent-Le");
    assertThat(reader.exchanges()).isEmpty();
    ask("ngth: 5\r\n\r\nhello");
    assertThat(reader.exchanges()).hasSize(1);
    assertThat(reader.exchanges().getFirst().status()).isZero();
    answer("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", 4);
    answer("2;x=y\r\nde\r\n0\r\n\r\n", 9);
    HttpExchange exchange = reader.exchanges().getFirst();
    assertThat(exchange.method()).isEqualTo("POST");
    assertThat(exchange.path()).isEqualTo("/orders?x=1");
    assertThat(exchange.host()).isEqualTo("orders.shop");
    assertThat(exchange.server()).isEqualTo("10.96.1.2:8080");
    assertThat(exchange.status()).isEqualTo(201);
    assertThat(new String(exchange.answer().orElseThrow().body(), StandardCharsets.US_ASCII))
        .isEqualTo("abcde");
    assertThat(exchange.took()).contains(Duration.ofMillis(9));
    assertThat(exchange.flow()).isEqualTo(7);
  }

  @Test
  void segmentsOutOfOrderAndTwiceAreReadOnce() {
    String text = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
    reader.packet(NOW, true, 1, segment(true, asked - 1, 2, ""));
    reader.packet(NOW, true, 1, segment(true, asked + 10, 0x18, text.substring(10)));
    reader.packet(NOW, true, 1, segment(true, asked, 0x18, text.substring(0, 10)));
    reader.packet(NOW, true, 1, segment(true, asked, 0x18, text.substring(0, 10)));
    assertThat(reader.exchanges()).extracting(HttpExchange::path).containsExactly("/a");
  }

  @Test
  void severalOnOneConnectionAndOnlyTheLastAreKept() {
    for (int i = 1; i <= 5; i++) {
      ask("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
      answer("HTTP/1.1 204 No Content\r\n\r\n", i);
    }
    assertThat(reader.exchanges())
        .extracting(HttpExchange::path)
        .containsExactly("/3", "/4", "/5");
    assertThat(reader.exchanges()).allMatch(e -> e.status() == 204);
  }

  @Test
  void whatIsNoHttpGivesNothing() {
    ask("\u0016\u0003\u0001\u0002\u0000 not a request\r\n\r\n");
    reader.packet(NOW, true, 1, new byte[60]);
    reader.packet(NOW, true, 1, new byte[3]);
    assertThat(reader.exchanges()).isEmpty();
  }
}
