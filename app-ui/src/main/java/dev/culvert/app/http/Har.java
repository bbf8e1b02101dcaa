package dev.culvert.app.http;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Exchanges as an HTTP archive, version 1.2, which browsers' tools open. Values of headers that are
 * secrets are left out unless they are asked for; so are parsed cookies, always: they are in the
 * headers.
 */
public final class Har {
  /** What stands in a secret's place. */
  public static final String MASK = "(hidden)";

  private final StringBuilder out = new StringBuilder();
  private final boolean secrets;
  private boolean first = true;

  private Har(boolean secrets) {
    this.secrets = secrets;
  }

  /**
   * The archive's text.
   *
   * @param secrets whether secrets are written
   */
  public static String of(List<HttpExchange> exchanges, boolean secrets) {
    Har har = new Har(secrets);
    har.open('{').name("log").open('{').field("version", "1.2");
    har.name("creator").open('{').field("name", "Culvert").field("version", "1").close('}');
    har.name("entries").open('[');
    exchanges.forEach(har::entry);
    har.close(']').close('}').close('}');
    return har.out.append('\n').toString();
  }

  private void entry(HttpExchange exchange) {
    String path = exchange.path();
    boolean absolute = path.startsWith("http://") || path.startsWith("https://");
    open('{').field("startedDateTime", exchange.at().toString());
    number("time", millis(exchange.took()));
    name("request").open('{').field("method", exchange.method());
    field("url", absolute ? path : "http://" + exchange.host() + path);
    field("httpVersion", exchange.request().word(2));
    headers(exchange.request());
    name("queryString").open('[');
    query(path);
    close(']');
    if (exchange.request().bodyLength() > 0) {
      name("postData").open('{');
      field("mimeType", exchange.request().header("Content-Type").orElse(""));
      content(exchange.request());
      close('}');
    }
    number("bodySize", (double) exchange.request().bodyLength()).close('}');
    name("response").open('{').number("status", exchange.status());
    answer(exchange.answer());
    close('}');
    name("cache").open('{').close('}');
    double wait = millis(exchange.firstByte());
    double took = millis(exchange.took());
    name("timings").open('{').number("send", 0).number("wait", wait);
    number("receive", took < 0 || wait < 0 ? 0 : Math.max(0, took - wait)).close('}');
    field("connection", exchange.connection().client() + " - " + exchange.connection().server());
    if (!exchange.remarks().isEmpty()) {
      field("comment", exchange.remarks().toString());
    }
    close('}');
  }

  private void answer(Optional<HttpMessage> answer) {
    field("statusText", answer.map(message -> message.word(2)).orElse(""));
    field("httpVersion", answer.map(message -> message.word(0)).orElse(""));
    if (answer.isPresent()) {
      headers(answer.orElseThrow());
    } else {
      name("cookies").open('[').close(']').name("headers").open('[').close(']');
      number("headersSize", -1);
    }
    name("content").open('{');
    number("size", (double) answer.map(HttpMessage::bodyLength).orElse(0L));
    field("mimeType", answer.flatMap(message -> message.header("Content-Type")).orElse(""));
    answer.ifPresent(this::content);
    close('}').field("redirectURL", answer.flatMap(m -> m.header("Location")).orElse(""));
    number("bodySize", (double) answer.map(HttpMessage::bodyLength).orElse(-1L));
  }

  private void headers(HttpMessage message) {
    name("cookies").open('[').close(']').name("headers").open('[');
    for (HttpHeader header : message.headers()) {
      String value = header.secret() && !secrets ? MASK : header.value();
      open('{').field("name", header.name()).field("value", value).close('}');
    }
    close(']').number("headersSize", -1);
  }

  /** As text where it is one, else in base 64. Of a body that was kept in part, that part. */
  private void content(HttpMessage message) {
    HttpBody body = HttpBody.of(message);
    switch (body.kind()) {
      case NONE -> field("text", "");
      case JSON, TEXT -> field("text", body.text());
      case HEX ->
          field("text", Base64.getEncoder().encodeToString(message.body()))
              .field("encoding", "base64");
    }
    if (body.cut() || message.missed() > 0) {
      field("comment", "only " + message.body().length + " bytes of it are here");
    }
  }

  private void query(String path) {
    int mark = path.indexOf('?');
    for (String pair : mark < 0 ? new String[0] : path.substring(mark + 1).split("&", -1)) {
      int equal = pair.indexOf('=');
      open('{').field("name", equal < 0 ? pair : pair.substring(0, equal));
      field("value", equal < 0 ? "" : pair.substring(equal + 1)).close('}');
    }
  }

  private static double millis(Optional<Duration> time) {
    return time.map(t -> t.toNanos() / 1e6).orElse(-1.0);
  }

  private Har open(char bracket) {
    separate();
    out.append(bracket);
    first = true;
    return this;
  }

  private Har close(char bracket) {
    out.append(bracket);
    first = false;
    return this;
  }

  private Har name(String name) {
    separate();
    string(name);
    out.append(':');
    first = true;
    return this;
  }

  private Har field(String name, String value) {
    name(name);
    string(value);
    first = false;
    return this;
  }

  private Har number(String name, double value) {
    name(name);
    out.append(value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value));
    first = false;
    return this;
  }

  private void separate() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
