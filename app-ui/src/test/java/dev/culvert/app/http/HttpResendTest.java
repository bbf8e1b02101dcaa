package dev.culvert.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A request that is said again, to a server of our own. */
class HttpResendTest {
  private final HttpReader reader = new HttpReader();

  private HttpExchange exchange(String request) {
    new Packets(reader, 40_000).open().ask(request);
    return reader.changes().getFirst();
  }

  @Test
  void itArrivesAsItWasAndTheAnswerIsRead() throws Exception {
    HttpExchange exchange =
        exchange(
            "POST /a?b=c HTTP/1.1\r\nHost: orders.shop\r\nX-Own: 1\r\nConnection: keep-alive"
                + "\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    assertThat(HttpResend.possible(exchange)).isTrue();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> serve(server), thread);
      HttpResend.Result result = HttpResend.send(exchange, "127.0.0.1", server.getLocalPort());
      assertThat(heard.get(20, TimeUnit.SECONDS))
          .isEqualTo(
              "POST /a?b=c HTTP/1.1\r\nHost: orders.shop\r\nX-Own: 1\r\nContent-Length: 5"
                  + "\r\nConnection: close\r\n\r\nabcde");
      assertThat(result.answer().startLine()).isEqualTo("HTTP/1.1 201 Created");
      assertThat(HttpBody.of(result.answer()).text()).isEqualTo("until the end");
      assertThat(result.took()).isGreaterThanOrEqualTo(result.firstByte());
    }
  }

  private static String serve(ServerSocket server) {
    try (Socket socket = server.accept()) {
      StringBuilder heard = new StringBuilder();
      InputStream in = socket.getInputStream();
      while (!heard.toString().endsWith("abcde")) {
        heard.append((char) in.read());
      }
      socket
          .getOutputStream()
          .write("HTTP/1.1 201 Created\r\n\r\nuntil the end".getBytes(StandardCharsets.US_ASCII));
      return heard.toString();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatWasNotWhollySeenIsNotSentAgain() {
    assertThat(HttpResend.possible(exchange("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc")))
        .isFalse();
  }

  @Test
  void thatNobodyListensIsSaid() throws IOException {
    int free;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = server.getLocalPort();
    }
    HttpExchange exchange = exchange("GET / HTTP/1.1\r\n\r\n");
    assertThatThrownBy(() -> HttpResend.send(exchange, "127.0.0.1", free))
        .isInstanceOf(IOException.class);
  }
}
