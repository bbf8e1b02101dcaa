package dev.culvert.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.http.HttpExchange.Remark;
import dev.culvert.app.http.HttpReader.Unread;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Requests and answers out of packets. */
class HttpReaderTest {
  private final HttpReader reader = new HttpReader();
  private final Packets packets = new Packets(reader, 40_000).open();
  private final Map<Long, HttpExchange> known = new TreeMap<>();

  private HttpExchange exchange(long number) {
    reader.changes().forEach(each -> known.put(each.number(), each));
    return Objects.requireNonNull(known.get(number), () -> "exchange " + number);
  }

  private static String body(HttpExchange exchange) {
    return new String(exchange.answer().orElseThrow().body(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void aRequestAndItsAnswerInSeveralSegments() {
    packets.ask("POST /orders?x=1 HTTP/1.1\r\nHost: orders.shop\r\nContent-Le");
    assertThat(reader.changes()).isEmpty();
    packets.ask("ngth: 5\r\n\r\nhel");
    assertThat(exchange(1).request().whole()).isFalse();
    packets.ask("lo");
    assertThat(exchange(1).request().complete()).isTrue();
    assertThat(exchange(1).status()).isZero();
    packets.millis = 4;
    packets.answer("HTTP/1.1 201 Created\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n");
    packets.millis = 9;
    packets.answer("2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n");
    HttpExchange exchange = exchange(1);
    assertThat(exchange.method()).isEqualTo("POST");
    assertThat(exchange.path()).isEqualTo("/orders?x=1");
    assertThat(exchange.host()).isEqualTo("orders.shop");
    assertThat(exchange.connection().server()).isEqualTo("10.96.1.2:8080");
    assertThat(exchange.connection().flow()).isEqualTo(7);
    assertThat(exchange.status()).isEqualTo(201);
    assertThat(body(exchange)).isEqualTo("abcde");
    assertThat(exchange.firstByte()).contains(Duration.ofMillis(4));
    assertThat(exchange.took()).contains(Duration.ofMillis(9));
    assertThat(exchange.remarks()).isEmpty();
  }

  @Test
  void severalOnOneConnectionOneAfterTheOther() {
    for (int i = 1; i <= 3; i++) {
      packets.ask("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
      packets.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nn" + i);
    }
    for (int i = 1; i <= 3; i++) {
      assertThat(exchange(i).path()).isEqualTo("/" + i);
      assertThat(body(exchange(i))).isEqualTo("n" + i);
    }
  }

  @Test
  void pipelinedAnswersWithoutBodiesAreNotMistaken() {
    packets.ask(
        "HEAD /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\nGET /d HTTP/1.1\r\n\r\n");
    packets.answer(
        "HTTP/1.1 200 OK\r\nContent-Length: 7"
            + "\r\n\r\nHTTP/1.1 204 No Content"
            + "\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9"
            + "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    assertThat(exchange(1).status()).isEqualTo(200);
    assertThat(exchange(1).answer().orElseThrow().complete()).isTrue();
    assertThat(exchange(2).status()).isEqualTo(204);
    assertThat(exchange(3).status()).isEqualTo(304);
    assertThat(body(exchange(4))).isEqualTo("ok");
  }

  @Test
  void anInterimAnswerIsNotTheAnswer() {
    packets.ask("PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    packets.answer("HTTP/1.1 100 Continue\r\n\r\n");
    packets.ask("ab");
    packets.answer(
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assertThat(exchange(1).status()).isEqualTo(200);
    assertThat(exchange(1).request().complete()).isTrue();
  }

  @Test
  void anUpgradeEndsTheReading() {
    packets.ask("GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
    packets.answer(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u0081\u0005hello");
    packets.ask("\u0081\u0085xxxxGET / HTTP/1.1\r\n\r\n");
    assertThat(exchange(1).status()).isEqualTo(101);
    assertThat(exchange(1).remarks()).containsExactly(Remark.UPGRADED);
    assertThat(reader.numbers()).containsExactly(1L);
    assertThat(reader.unread()).isEmpty();
  }

  @Test
  void aBodyWithoutALengthGoesToTheEnd() {
    packets.ask("GET / HTTP/1.0\r\n\r\n");
    packets.answer("HTTP/1.0 200 OK\r\n\r\nall ");
    packets.answer("of it");
    assertThat(exchange(1).answer().orElseThrow().whole()).isFalse();
    packets.send(false, packets.answered, Packets.FIN | Packets.ACK, "");
    assertThat(exchange(1).answer().orElseThrow().whole()).isTrue();
    assertThat(body(exchange(1))).isEqualTo("all of it");
    assertThat(exchange(1).remarks()).isEmpty();
  }

  @Test
  void aConnectionThatBreaksIsSaidToHaveBroken() {
    packets.ask("GET / HTTP/1.1\r\n\r\n");
    packets.answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    packets.send(false, packets.answered, Packets.RST, "");
    assertThat(exchange(1).remarks()).containsExactly(Remark.CUT);
    assertThat(exchange(1).took()).isEmpty();
    assertThat(body(exchange(1))).isEqualTo("half");
  }

  @Test
  void segmentsOutOfOrderAndTwiceAreReadOnce() {
    String text = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
    int start = packets.asked;
    packets.send(true, start + 10, Packets.ACK, text.substring(10));
    packets.send(true, start, Packets.ACK, text.substring(0, 10));
    packets.send(true, start, Packets.ACK, text);
    packets.send(true, start + 4, Packets.ACK, text.substring(4));
    assertThat(exchange(1).path()).isEqualTo("/a");
    assertThat(reader.numbers()).containsExactly(1L);
  }

  @Test
  void aHoleInABodyIsCountedAndReadingGoesOn() {
    packets.ask("GET /a HTTP/1.1\r\n\r\n");
    packets.answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123");
    packets.answered += 4;
    packets.answer("89");
    packets.ask("GET /b HTTP/1.1\r\n\r\n");
    packets.answer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb");
    HttpExchange first = exchange(1);
    assertThat(first.remarks()).containsExactly(Remark.MISSED);
    assertThat(first.answer().orElseThrow().missed()).isEqualTo(4);
    assertThat(first.answer().orElseThrow().bodyLength()).isEqualTo(10);
    assertThat(first.answer().orElseThrow().complete()).isFalse();
    assertThat(body(first)).as("nothing from behind the hole").isEqualTo("0123");
    assertThat(body(exchange(2))).isEqualTo("b");
  }

  @Test
  void aHoleInAHeadEndsTheReading() {
    packets.ask("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
    packets.answered += 30;
    packets.answer("Content-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
    packets.ask("GET /b HTTP/1.1\r\n\r\n");
    assertThat(exchange(1).remarks()).containsExactly(Remark.MISSED);
    assertThat(exchange(1).status()).isZero();
    assertThat(reader.unread()).containsExactly(Map.entry(Unread.MISSED, 1));
  }

  @Test
  void aConnectionOlderThanTheRecordingIsJoinedAtARequest() {
    Packets old = new Packets(reader, 40_001);
    old.answer("rest of something\r\n");
    old.ask("more of a body");
    old.ask("GET /joined HTTP/1.1\r\n\r\n");
    old.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    old.ask("GET /next HTTP/1.1\r\n\r\n");
    assertThat(exchange(1).path()).isEqualTo("/joined");
    assertThat(exchange(1).remarks()).containsExactly(Remark.JOINED);
    assertThat(body(exchange(1))).isEqualTo("ok");
    assertThat(exchange(2).remarks()).isEmpty();
  }

  @Test
  void whatIsNoHttpOfThisKindIsCounted() {
    packets.ask("\u0016\u0003\u0001\u0002\u0000 not a request\r\n\r\n");
    new Packets(reader, 40_002).ask("\0\0\4\10\0\0\0\0\0\0\0\1\0");
    new Packets(reader, 40_003).open().ask("\u0000\u0000\u0000\u0008");
    new Packets(reader, 40_004)
        .open()
        .ask("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
    reader.packet(Packets.NOW, true, 1, "", new byte[60]);
    reader.packet(Packets.NOW, true, 1, "", new byte[3]);
    assertThat(reader.unread())
        .containsOnly(
            Map.entry(Unread.TLS, 1), Map.entry(Unread.HTTP2, 1), Map.entry(Unread.OTHER, 2));
  }

  @Test
  void onlyTheLastAreKeptAndBodiesAreCut() {
    String large = "x".repeat(50_000);
    packets.ask("GET /large HTTP/1.1\r\n\r\n");
    packets.answer("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + large);
    packets.answer(large);
    HttpMessage answer = exchange(1).answer().orElseThrow();
    assertThat(answer.body()).hasSize(64 * 1024);
    assertThat(answer.bodyLength()).isEqualTo(100_000);
    assertThat(answer.whole()).isTrue();
    assertThat(answer.complete()).isFalse();
    for (int i = 0; i < HttpReader.MOST_EXCHANGES; i++) {
      packets.ask("GET /" + i + " HTTP/1.1\r\n\r\n");
      packets.answer("HTTP/1.1 204 No Content\r\n\r\n");
    }
    assertThat(reader.numbers()).hasSize(HttpReader.MOST_EXCHANGES).doesNotContain(1L);
  }

  @Test
  void secretsAreKnownByName() {
    assertThat(new HttpHeader("authorization", "Bearer x").secret()).isTrue();
    assertThat(new HttpHeader("Set-Cookie", "a=b").secret()).isTrue();
    assertThat(new HttpHeader("X-Api-Key", "k").secret()).isTrue();
    assertThat(new HttpHeader("Content-Type", "text/plain").secret()).isFalse();
  }
}
