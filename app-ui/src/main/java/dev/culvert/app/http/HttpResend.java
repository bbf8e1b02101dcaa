package dev.culvert.app.http;

import dev.culvert.app.http.HttpExchange.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says a recorded request again, byte for byte but for what belongs to its connection: the answer
 * ends with the connection, and a body goes with its length instead of in chunks. Blocks.
 */
public final class HttpResend {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int SILENCE_MILLIS = 10_000;
  private static final int MOST = 1024 * 1024;

  /**
   * Fields of one connection (RFC 9110 section 7.6.1), and what would wait for an interim answer.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "connection", "keep-alive", "transfer-encoding", "content-length", "expect", "upgrade");

  private HttpResend() {}

  /**
   * What came back.
   *
   * @param took until the last byte
   * @param answer its head and the beginning of its body
   */
  public record Result(HttpMessage answer, Duration firstByte, Duration took) {}

  /** Whether all that is needed for it was seen. */
  public static boolean possible(HttpExchange exchange) {
    return exchange.request().complete()
        && !exchange.method().equals("CONNECT")
        && exchange.request().header("Upgrade").isEmpty();
  }

  /**
   * Sends it.
   *
   * @throws IOException when nobody is there, or what comes back is no answer
   */
  public static Result send(HttpExchange exchange, String host, int port) throws IOException {
    Instant begun = Instant.now();
    ByteArrayOutputStream came = new ByteArrayOutputStream();
    Duration first = Duration.ZERO;
    try (Socket socket = new Socket()) {
      InetSocketAddress to = new InetSocketAddress(host, port);
      if (to.isUnresolved()) {
        throw new IOException(host + " has no address");
      }
      socket.connect(to, CONNECT_MILLIS);
      socket.setSoTimeout(SILENCE_MILLIS);
      socket.getOutputStream().write(bytes(exchange.request()));
      InputStream in = socket.getInputStream();
      byte[] piece = new byte[16 * 1024];
      for (int read = in.read(piece); read >= 0 && came.size() < MOST; read = in.read(piece)) {
        if (came.size() == 0) {
          first = Duration.between(begun, Instant.now());
        }
        came.write(piece, 0, read);
      }
    }
    Duration took = Duration.between(begun, Instant.now());
    return new Result(answer(exchange.request(), came.toByteArray()), first, took);
  }

  private static HttpMessage answer(HttpMessage request, byte[] came) throws IOException {
    Answer answer = new Answer(request);
    HttpParser parser = new HttpParser(false, answer);
    parser.feed(came);
    parser.end();
    return answer.draft.exchange().answer().orElseThrow(() -> new IOException("no HTTP came back"));
  }

  /** Keeps the first answer that is not an interim one. */
  private static final class Answer implements HttpParser.Events {
    private final HttpDraft draft;
    private HttpDraft.@Nullable Part part;

    Answer(HttpMessage request) {
      Connection nobody = new Connection("", "", 0, "");
      draft = new HttpDraft(0, Instant.EPOCH, nobody, request.startLine(), request.headers());
    }

    @Override
    public void begins() {}

    @Override
    public HttpParser.Body head(String startLine, List<HttpHeader> headers) {
      int status = HttpLines.status(startLine);
      if (status < 200) {
        return HttpParser.Body.NONE;
      }
      part = draft.answer(startLine, headers);
      boolean none = draft.method().equals("HEAD") || status == 204 || status == 304;
      return none ? HttpParser.Body.NONE : HttpParser.Body.BY_HEAD;
    }

    @Override
    public void body(byte[] bytes, int from, int length) {
      HttpDraft.Part to = part;
      if (to != null) {
        to.body(bytes, from, length);
      }
    }

    @Override
    public void missed(long bytes) {}

    @Override
    public void ends() {
      HttpDraft.Part whole = part;
      if (whole != null) {
        whole.whole();
      }
    }

    @Override
    public void over(HttpParser.Why why) {}
  }

  static byte[] bytes(HttpMessage request) {
    // A request of HTTP/2 says the same in HTTP/1.1.
    StringBuilder head =
        new StringBuilder(request.startLine().replaceFirst(" HTTP/2$", " HTTP/1.1")).append("\r\n");
    for (HttpHeader header : request.headers()) {
      if (!LEFT_OUT.contains(header.name().toLowerCase(Locale.ROOT))) {
        head.append(header.name()).append(": ").append(header.value()).append("\r\n");
      }
    }
    if (request.body().length > 0 || request.header("Content-Length").isPresent()) {
      head.append("Content-Length: ").append(request.body().length).append("\r\n");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(
        head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(request.body());
    return all.toByteArray();
  }
}
