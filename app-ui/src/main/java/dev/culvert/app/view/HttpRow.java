package dev.culvert.app.view;

import static dev.culvert.app.view.FilterKeys.Kind.BYTES;
import static dev.culvert.app.view.FilterKeys.Kind.COUNT;
import static dev.culvert.app.view.FilterKeys.Kind.TEXT;
import static dev.culvert.app.view.FilterKeys.Kind.TIME;
import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.http.HttpExchange;
import dev.culvert.app.http.HttpMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A request and its answer as their table shows them.
 *
 * @param via the workload whose attachment brought it; empty for a flow of this computer's programs
 * @param copy whether the attachment brought a copy, whose answer goes nowhere
 */
public record HttpRow(HttpExchange exchange, String via, boolean copy) implements Filter.Subject {
  /** What its filter knows. */
  public static final FilterKeys KEYS =
      new FilterKeys()
          .with(TEXT, "method")
          .with(TEXT, "path")
          .with(TEXT, "host")
          .with(TEXT, "to")
          .with(COUNT, "status")
          .with(TIME, "took")
          .with(BYTES, "out")
          .with(BYTES, "in");

  /** UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE and DATA_LOSS of gRPC. */
  private static final Set<Integer> SERVERS_FAULT = Set.of(2, 4, 12, 13, 14, 15);

  /** Its number. */
  public long id() {
    return exchange.number();
  }

  /** When it was asked. */
  public Instant at() {
    return exchange.at();
  }

  /** The status code, of a call of gRPC that failed its own; or a dash. */
  public String status() {
    if (grpcFailed()) {
      return text("http.grpc", exchange.grpcStatus().orElseThrow());
    }
    return exchange.status() == 0 ? Units.UNKNOWN : Integer.toString(exchange.status());
  }

  private boolean grpcFailed() {
    return exchange.grpcStatus().filter(code -> code != 0).isPresent();
  }

  /** Whether it failed: the answer says so, or never came. */
  public boolean failed() {
    return grpcFailed()
        || exchange.status() >= 400
        || exchange.status() == 0 && exchange.remarks().contains(HttpExchange.Remark.CUT);
  }

  /** How its status is coloured. */
  public String tone() {
    if (grpcFailed()) {
      return SERVERS_FAULT.contains(exchange.grpcStatus().orElseThrow()) ? "danger" : "warning";
    }
    int status = exchange.status();
    return status >= 500 ? "danger" : status >= 400 ? "warning" : status >= 200 ? "" : "subtle";
  }

  /** A time as text, or a dash. */
  public static String time(Optional<Duration> time) {
    return time.map(Units::time).orElse(Units.UNKNOWN);
  }

  /** The size of a body as text; a dash while there is no message. */
  public static String size(Optional<HttpMessage> message) {
    return message.map(m -> Units.bytes((double) m.bodyLength())).orElse(Units.UNKNOWN);
  }

  /** Where it went: the workload that is attached to, or the server. */
  public String to() {
    return via.isEmpty() ? exchange.connection().server() : text("http.via", via);
  }

  /** The row as a sentence, for a screen reader. */
  public String sentence() {
    return text(
        "http.sentence",
        exchange.method(),
        exchange.path(),
        exchange.host(),
        status(),
        time(exchange.took()));
  }

  @Override
  public boolean says(String word) {
    return Filter.in(exchange.path(), word)
        || Filter.in(exchange.method(), word)
        || Filter.in(exchange.host(), word)
        || Filter.in(to(), word)
        || Filter.in(status(), word);
  }

  @Override
  public boolean is(String key, String value) {
    return switch (key) {
      case "method" -> exchange.method().equalsIgnoreCase(value);
      case "path" -> Filter.in(exchange.path(), value);
      case "host" -> Filter.in(exchange.host(), value);
      case "to" -> Filter.in(to(), value);
      default -> false;
    };
  }

  @Override
  public double figure(String key, Instant now) {
    return switch (key) {
      case "status" -> exchange.status();
      case "took" -> exchange.took().map(time -> (double) time.toNanos()).orElse(Double.NaN);
      case "out" -> exchange.request().bodyLength();
      case "in" -> exchange.answer().map(m -> (double) m.bodyLength()).orElse(Double.NaN);
      default -> Double.NaN;
    };
  }
}
